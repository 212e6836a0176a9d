// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.kube.crd.PolicyStatus;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.PolicyRef;
import io.axoneme.model.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PolicyStatusesTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Rollout ALL = new Rollout(2, List.of(), List.of());
    private static final Rollout HALF = new Rollout(2, List.of("n2"), List.of());

    @Test
    void equalInputGivesAnEqualStatusAtAnyTime() {
        var first = PolicyStatuses.next(null, new PolicyVerdict.Valid(1), ALL, Optional.empty(), "7", NOON);
        var later = PolicyStatuses.next(
                first, new PolicyVerdict.Valid(1), ALL, Optional.empty(), "7", NOON.plusSeconds(600));
        assertEquals(first, later);
    }

    @Test
    void theTimeOfAConditionIsThatOfItsLastTurn() {
        var pending = PolicyStatuses.next(null, new PolicyVerdict.Valid(1), HALF, Optional.empty(), "7", NOON);
        var enforced = PolicyStatuses.next(
                pending, new PolicyVerdict.Valid(1), ALL, Optional.empty(), "7", NOON.plusSeconds(5));
        assertEquals("2026-01-01T12:00:00Z", time(enforced, PolicyStatuses.VALID));
        assertEquals("2026-01-01T12:00:05Z", time(enforced, PolicyStatuses.ENFORCED));
    }

    @Test
    void theMarkMovesWithTheGenerationAlone() {
        var status = PolicyStatuses.next(null, new PolicyVerdict.Valid(1), ALL, Optional.empty(), "7", NOON);
        assertEquals("7", PolicyStatuses.since(status, 1, "99"));
        assertEquals("99", PolicyStatuses.since(status, 2, "99"));
        assertEquals("99", PolicyStatuses.since(null, 1, "99"));
    }

    @Test
    void manyProblemsAreCountedAndNotAllListed() {
        var problems = IntStream.range(0, 13)
                .mapToObj(i -> new Problem("spec.ingress[" + i + "]", Problem.Reason.INVALID, "wrong"))
                .toList();
        var message = new PolicyVerdict.Invalid(1, problems, null, false).message();
        assertTrue(message.startsWith("spec.ingress[0]: wrong; spec.ingress[1]: wrong"), message);
        assertTrue(message.contains("; and 3 more. NOT ENFORCED"), message);
    }

    @Test
    void fewWaitingNodesAreNamedAndManyCounted() {
        var nodes = IntStream.range(0, 5).mapToObj(i -> "n" + i).toList();
        var status = PolicyStatuses.next(
                null, new PolicyVerdict.Valid(1), new Rollout(9, nodes, List.of()), Optional.empty(), "7", NOON);
        assertEquals("4/9", status.enforced());
        assertEquals(
                "Waiting for n0, n1, n2 and 2 more.",
                PolicyStatuses.find(status, PolicyStatuses.ENFORCED)
                        .orElseThrow()
                        .getMessage());
    }

    @Test
    void aPolicyThatSelectsNobodySaysSoWhileItDoes() {
        var nobody = next(null, new Standing(0, List.of()));
        assertEquals(0, nobody.endpoints());
        var condition =
                PolicyStatuses.find(nobody, PolicyStatuses.SELECTS_NOTHING).orElseThrow();
        assertEquals("True", condition.getStatus());
        assertEquals(1, condition.getObservedGeneration());
        assertEquals(nobody, next(nobody, new Standing(0, List.of())), "said once");
        var somebody = next(nobody, new Standing(3, List.of()));
        assertEquals(3, somebody.endpoints());
        assertEquals(Optional.empty(), PolicyStatuses.find(somebody, PolicyStatuses.SELECTS_NOTHING));
    }

    @Test
    void aNarrowedPolicyNamesWhoNarrowsIt() {
        var others = IntStream.range(0, 5)
                .mapToObj(i -> new PolicyRef(PolicyKind.CILIUM_NETWORK_POLICY, "demo", "l7-" + i, "u" + i))
                .toList();
        var status = next(null, new Standing(3, others));
        assertEquals(
                "Of some requests that it allows, only those pass that L7 rules of demo/l7-0, demo/l7-1, demo/l7-2 and 2 more"
                        + " allow too.",
                PolicyStatuses.find(status, PolicyStatuses.NARROWED)
                        .orElseThrow()
                        .getMessage());
    }

    @Test
    void whatIsNotKnownYetStaysAsItWasSaidOfTheSameGeneration() {
        var said = next(null, new Standing(0, List.of()));
        var unknown = PolicyStatuses.next(said, new PolicyVerdict.Valid(1), ALL, Optional.empty(), "7", NOON);
        assertEquals(said, PolicyStatuses.withStandingOf(said, unknown));
        var changed = PolicyStatuses.next(said, new PolicyVerdict.Valid(2), ALL, Optional.empty(), "9", NOON);
        assertEquals(changed, PolicyStatuses.withStandingOf(said, changed));
    }

    private static PolicyStatus next(@Nullable PolicyStatus before, Standing standing) {
        return PolicyStatuses.next(before, new PolicyVerdict.Valid(1), ALL, Optional.of(standing), "7", NOON);
    }

    private static String time(PolicyStatus status, String type) {
        return PolicyStatuses.find(status, type).orElseThrow().getLastTransitionTime();
    }
}
