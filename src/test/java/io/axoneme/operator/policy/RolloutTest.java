// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.kube.crd.NodeStatus;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RolloutTest {

    private static final String KIND = "CiliumNetworkPolicy";
    private static final Rollout.Subject POLICY = new Rollout.Subject(KIND, "u1", 3, ObjectVersion.parse("100"));

    @Test
    void aNodeCountsOnceItsReportHasReachedTheVersion() {
        assertEquals("0/1", of(List.of("n1"), report("n1", true, "99")).ratio());
        assertEquals("1/1", of(List.of("n1"), report("n1", true, "100")).ratio());
        assertEquals("1/1", of(List.of("n1"), report("n1", true, "1000")).ratio());
    }

    @Test
    void versionsAreNumbersNotTexts() {
        assertTrue(ObjectVersion.parse("99").compareTo(ObjectVersion.parse("100")) < 0);
        assertEquals(ObjectVersion.NONE, ObjectVersion.parse("abc"));
        assertEquals(ObjectVersion.NONE, ObjectVersion.parse(null));
    }

    @Test
    void silentUnreadyAndUnknownNodesDoNotEnforce() {
        var rollout = of(List.of("n1", "n2", "n3"), report("n1", true, "100"), report("n2", false, "100"));
        assertEquals(List.of("n2", "n3"), rollout.waiting());
        assertFalse(rollout.complete());
    }

    @Test
    void reportsOfNodesThatAreGoneDoNotCount() {
        assertEquals(
                "1/1",
                of(List.of("n1"), report("n1", true, "100"), report("gone", true, "1"))
                        .ratio());
    }

    @Test
    void aFailureCountsForItsObjectAndGenerationAlone() {
        assertEquals(
                1,
                of(List.of("n1"), report("n1", true, "100", failure("u1", 3)))
                        .failures()
                        .size());
        assertTrue(
                of(List.of("n1"), report("n1", true, "100", failure("u2", 3))).complete());
        assertTrue(
                of(List.of("n1"), report("n1", true, "100", failure("u1", 2))).complete());
    }

    @Test
    void withoutNodesNothingIsEnforced() {
        assertFalse(of(List.of()).complete());
    }

    private static Rollout of(Collection<String> nodes, NodeReport... all) {
        var reports = new NodeReports();
        reports.set(nodes, List.of(all));
        return Rollout.of(POLICY, reports.snapshot());
    }

    private static NodeReport report(String node, boolean ready, String version, NodeStatus.Failure... failures) {
        return new NodeReport(node, ready, Map.of(KIND, ObjectVersion.parse(version)), List.of(failures));
    }

    private static NodeStatus.Failure failure(String uid, long generation) {
        return new NodeStatus.Failure(KIND, "demo", "p", uid, generation, "TooManySelectors", "");
    }
}
