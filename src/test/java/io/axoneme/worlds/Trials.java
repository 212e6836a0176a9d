// SPDX-License-Identifier: Apache-2.0
package io.axoneme.worlds;

import io.axoneme.cli.policy.CaseWorlds;
import io.axoneme.cli.policy.CaseWorlds.Question;
import io.axoneme.model.Judge;
import io.axoneme.model.Verdict;
import io.axoneme.model.World;
import io.axoneme.oracle.Oracle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Assertions;

/**
 * Random worlds put to a test. A world that fails it is made as small as it goes and written as a case file, with the oracle's verdicts.
 * {@code -Daxoneme.worlds.count=N} asks N worlds, {@code -Daxoneme.worlds.seed=S} begins at another seed.
 */
final class Trials {

    private static final long FIRST_SEED = Long.getLong("axoneme.worlds.seed", 1);
    private static final Path FOLDER = Path.of("target", "worlds");

    private final String name;
    private final World.Options options;

    /** @param name of the case files */
    Trials(String name, World.Options options) {
        this.name = name;
        this.options = options;
    }

    /**
     * Tries worlds until one fails.
     *
     * @param count how many, when nothing else is asked for
     * @param faultOf what is wrong with a world, by its seed; empty when nothing is
     */
    void run(int count, BiFunction<World, Long, String> faultOf) {
        int asked = Integer.getInteger("axoneme.worlds.count", count);
        for (long seed = FIRST_SEED; seed < FIRST_SEED + asked; seed++) {
            long ofWorld = seed;
            Function<List<Map<String, Object>>, String> fault = objects -> faultOf.apply(read(objects), ofWorld);
            var objects = RandomWorld.objects(seed);
            refuseNone(objects, seed);
            if (!fault.apply(objects).isEmpty()) {
                var small = new Shrinker(o -> !fault.apply(o).isEmpty()).shrink(objects);
                Assertions.fail("seed " + seed + ": " + fault.apply(small) + "; as a case: " + write(small, seed));
            }
        }
    }

    private World read(List<Map<String, Object>> objects) {
        return CaseWorlds.read(objects, RandomWorld.NAMES, options, new ArrayList<>());
    }

    /** The generator's documents are valid; one that is refused would test nothing. */
    private void refuseNone(List<Map<String, Object>> objects, long seed) {
        var refused = new ArrayList<String>();
        CaseWorlds.read(objects, RandomWorld.NAMES, options, refused);
        Assertions.assertEquals(List.of(), refused, () -> "seed " + seed);
    }

    private Path write(List<Map<String, Object>> objects, long seed) {
        var world = read(objects);
        var text = CaseWorlds.write(
                name + "-" + seed, options, RandomWorld.NAMES, objects, Questions.all(world), oracle(world));
        var file = FOLDER.resolve(name + "-" + seed + ".json");
        try {
            Files.createDirectories(FOLDER);
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks the naive evaluator. */
    static Function<Question, Verdict> oracle(World world) {
        var bench = new Oracle().open(world);
        return question -> ask(bench, question);
    }

    static Verdict ask(Judge.Bench bench, Question question) {
        return bench.judge(question.endpoint(), question.direction(), question.peer(), question.port());
    }
}
