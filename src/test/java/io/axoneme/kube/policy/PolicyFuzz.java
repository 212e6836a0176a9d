// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.policy;

import io.axoneme.kube.translate.PolicySample;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Feeds the translators with mutants of the documents that the tests know and of those that once broke them. */
final class PolicyFuzz {

    private static final List<PolicySample> CORPUS = Stream.of("accepted", "unsupported", "rejected", "fuzz")
            .flatMap(name -> PolicySample.read(name).stream())
            .toList();
    private static final List<Map<String, Object>> TREES =
            CORPUS.stream().map(PolicySample::tree).toList();
    private static final List<String> KEPT = List.of("apiVersion", "kind", "metadata");

    private PolicyFuzz() {}

    /** The documents that mutants are made of. */
    static List<PolicySample> corpus() {
        return CORPUS;
    }

    /**
     * Makes the mutant of a seed and checks what holds of every document.
     *
     * @throws AssertionError when it does not: with the seed, what is broken, and the document made as small as it goes
     */
    static void run(long seed) {
        var random = new SplittableRandom(seed);
        var sample = CORPUS.get(random.nextInt(CORPUS.size()));
        var mutant = new PolicyMutator(random, TREES).mutate(sample.tree());
        var fault = DocumentPromises.broken(mutant);
        if (fault != null) {
            throw new AssertionError("seed " + seed + ": " + fault + "\n" + DocumentText.yaml(shrink(mutant)));
        }
    }

    /** Takes part after part out of the specs for as long as the document goes on breaking a promise. */
    private static Map<String, Object> shrink(Map<String, Object> document) {
        for (var smaller : DocumentText.withoutOnePart(document)) {
            boolean whole = KEPT.stream().allMatch(name -> Objects.equals(smaller.get(name), document.get(name)));
            if (whole && DocumentPromises.broken(smaller) != null) {
                return shrink(smaller);
            }
        }
        return document;
    }
}
