// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.axoneme.kube.translate.Feature;
import io.axoneme.kube.translate.WorldTranslator;
import io.axoneme.model.CidrMatchMode;
import io.axoneme.model.Direction;
import io.axoneme.model.IpAddress;
import io.axoneme.model.LabelFilter;
import io.axoneme.model.Peer;
import io.axoneme.model.Port;
import io.axoneme.model.Verdict;
import io.axoneme.model.Verdict.Outcome;
import io.axoneme.model.Workload;
import io.axoneme.model.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Case files as worlds with questions, for tests of other packages; and the other way round. */
public final class CaseWorlds {

    private static final Set<Feature> ENFORCED = Set.of(Feature.values());

    /** What is asked. */
    public record Question(Workload endpoint, Direction direction, Peer peer, Port port) {}

    /** A question with the reference's answer. */
    public record Expected(Question question, Outcome outcome) {}

    /** One case. */
    public record CaseWorld(String name, World world, List<Expected> expected) {}

    private CaseWorlds() {}

    /** The public worlds with every verdict of their grids. */
    public static List<CaseWorld> publicWorlds() {
        return Stream.of("basic", "mixed", "dense")
                .flatMap(w -> of("cases/" + w + ".jsonl.gz").stream())
                .toList();
    }

    /** The cases of a test resource with every verdict of their grids. */
    public static List<CaseWorld> of(String resource) {
        return TestCases.of(resource).stream().map(CaseWorlds::world).toList();
    }

    /** The objects' world; {@code kind name: why} for each that was not taken. */
    public static World read(
            List<? extends Map<String, ?>> objects,
            Map<IpAddress, Set<String>> names,
            World.Options options,
            List<String> refused) {
        var reading = new WorldTranslator(options, LabelFilter.DEFAULT, ENFORCED).read(objects, names);
        refused.addAll(reading.faults());
        reading.rejected()
                .forEach(r -> refused.add(
                        r.kind().text() + " " + r.name() + ": " + r.why().problems()));
        return reading.world();
    }

    /** A case file of this world whose grid has these answers. */
    public static String write(
            String name,
            World.Options options,
            Map<IpAddress, Set<String>> names,
            List<? extends Map<String, ?>> objects,
            List<Question> questions,
            Function<Question, Verdict> answers) {
        var ports = questions.stream().map(Question::port).distinct().toList();
        var rows = new ArrayList<Map<String, Object>>();
        questions.stream()
                .map(q -> new Question(q.endpoint(), q.direction(), q.peer(), ports.getFirst()))
                .distinct()
                .forEach(q -> rows.add(row(q, ports, answers)));
        var document = new LinkedHashMap<String, Object>();
        document.put("name", name);
        document.put("options", options(options));
        document.put(
                "names",
                names.entrySet().stream()
                        .collect(Collectors.toMap(e -> e.getKey().toString(), e -> new TreeSet<>(e.getValue()))));
        document.put("objects", objects);
        document.put("grid", Map.of("ports", ports.stream().map(Port::toString).toList(), "rows", rows));
        try {
            return new ObjectMapper().writeValueAsString(document) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> options(World.Options options) {
        return Map.of(
                "cluster",
                options.cluster(),
                "dualStack",
                options.dualStack(),
                "mode",
                options.mode().name().toLowerCase(Locale.ROOT),
                "l7OverL4",
                options.l7OverL4().name().toLowerCase(Locale.ROOT),
                "policyCidrMatchMode",
                options.cidrMatch() == CidrMatchMode.PODS ? "pods" : "");
    }

    private static Map<String, Object> row(Question row, List<Port> ports, Function<Question, Verdict> answers) {
        var letters = new StringBuilder();
        for (var port : ports) {
            var question = new Question(row.endpoint(), row.direction(), row.peer(), port);
            letters.append(answers.apply(question).outcome().letter());
        }
        var end = switch (row.peer()) {
            case Peer.Pod(var workload) -> Map.of("pod", workload.toString());
            case Peer.Reserved(var identity) -> Map.of("entity", identity.text());
            case Peer.Node(var node, var apiServer) -> Map.of("node", node.name());
            case Peer.Outside(var address) -> Map.of("ip", address.toString());
        };
        return Map.of(
                "endpoint",
                row.endpoint().toString(),
                "direction",
                row.direction().text(),
                "peer",
                end,
                "verdicts",
                letters.toString());
    }

    private static CaseWorld world(PolicyCase policyCase) {
        var reading = new WorldTranslator(policyCase.options(), LabelFilter.DEFAULT, ENFORCED)
                .read(policyCase.objects(), policyCase.names());
        var ends = new Ends(policyCase.name(), reading);
        var expected = new ArrayList<Expected>();
        try {
            for (var row : policyCase.rows()) {
                var endpoint = ends.workload(row.endpoint());
                var peer = ends.peer(row.peer());
                for (int i = 0; i < row.ports().size(); i++) {
                    var question = new Question(
                            endpoint, row.direction(), peer, row.ports().get(i));
                    expected.add(new Expected(question, outcome(row.letters().charAt(i))));
                }
            }
        } catch (UnreadableInput e) {
            throw new IllegalStateException(e);
        }
        return new CaseWorld(policyCase.name(), reading.world(), expected);
    }

    private static Outcome outcome(char letter) {
        return Arrays.stream(Outcome.values())
                .filter(o -> o.letter() == letter)
                .findFirst()
                .orElseThrow();
    }
}
