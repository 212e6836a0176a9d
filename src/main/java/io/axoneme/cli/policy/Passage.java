// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import io.axoneme.model.Cause;
import io.axoneme.model.PolicyRef;
import io.axoneme.model.Verdict;
import io.axoneme.model.Verdict.Outcome;
import java.util.List;
import java.util.stream.Stream;

/**
 * What becomes of a packet that must get past several ends.
 *
 * @param deciding the verdicts that make the outcome: the denying ends, or else all
 */
record Passage(Outcome outcome, List<Verdict> deciding) {

    /** Denied where one end denies; else audit, then redirected, where one end says so. */
    private static final List<Outcome> STRONGEST_FIRST =
            List.of(Outcome.DENIED, Outcome.AUDIT, Outcome.REDIRECTED, Outcome.ALLOWED);

    /** What becomes of a packet with these verdicts, one at least. */
    static Passage of(List<Verdict> verdicts) {
        var outcome = STRONGEST_FIRST.stream()
                .filter(o -> verdicts.stream().anyMatch(v -> v.outcome() == o))
                .findFirst()
                .orElseThrow();
        return new Passage(
                outcome,
                outcome == Outcome.ALLOWED
                        ? verdicts
                        : verdicts.stream().filter(v -> v.outcome() == outcome).toList());
    }

    List<String> causeTexts() {
        return deciding.stream()
                .flatMap(v -> CauseText.of(v).stream())
                .distinct()
                .toList();
    }

    /** Whether each of these names, {@code namespace/name} or {@code Kind:namespace/name}, is a cause. */
    boolean namesAll(List<String> names) {
        return names.stream().allMatch(n -> policies().anyMatch(p -> isNamed(p, n)));
    }

    boolean namesExactly(List<String> names) {
        return namesAll(names) && policies().allMatch(p -> names.stream().anyMatch(n -> isNamed(p, n)));
    }

    private Stream<PolicyRef> policies() {
        return deciding.stream().flatMap(v -> v.causes().stream()).map(Cause::policy);
    }

    private static boolean isNamed(PolicyRef policy, String name) {
        return policy.toString().equals(name) || policy.qualified().equals(name);
    }
}
