// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.policy;

import static org.junit.jupiter.api.Assertions.assertNull;

import io.axoneme.kube.translate.PolicySample;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@link DocumentPromises} says holds of the documents that are kept and of what becomes of them by chance. Properties
 * {@code fuzz.seed}, {@code fuzz.runs} and {@code fuzz.seconds} (0: runs count) make other runs of it ({@code make fuzz}).
 */
class PolicyFuzzTest {
    private static final int RUNS = Integer.getInteger("fuzz.runs", 1_500);
    private static final long SECONDS = Long.getLong("fuzz.seconds", 0);
    private static final long SEED = Long.getLong("fuzz.seed", 7);

    static List<PolicySample> corpus() {
        return PolicyFuzz.corpus();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void everyKeptDocument(PolicySample sample) {
        assertNull(DocumentPromises.broken(sample.tree()));
    }

    @Test
    void everyMutant() {
        long until = System.nanoTime() + SECONDS * 1_000_000_000;
        int runs = 0;
        while (SECONDS > 0 ? System.nanoTime() < until : runs < RUNS) {
            PolicyFuzz.run(SEED + runs);
            runs++;
        }
        System.out.printf("fuzz policy documents: seed %d, %d runs%n", SEED, runs);
    }
}
