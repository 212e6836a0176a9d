// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.agent.source.Policies.InForce;
import io.axoneme.graph.GraphConfig;
import io.axoneme.graph.NodeGraph;
import io.axoneme.graph.ResolvedPolicy;
import io.axoneme.graph.Seed;
import io.axoneme.kube.translate.Translation;
import io.axoneme.model.Cause;
import io.axoneme.model.Direction;
import io.axoneme.model.EnforcementMode;
import io.axoneme.model.Identity;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.Labels;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.PolicyRef;
import io.axoneme.model.PolicySpec;
import io.axoneme.model.Problem;
import io.axoneme.model.Rule;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is enforced of policies as they come and go, seen at an endpoint that each of them selects. */
class PoliciesTest {

    private static final PolicyKind KIND = PolicyKind.CILIUM_NETWORK_POLICY;
    private static final Translation.Invalid<Policy> INVALID =
            new Translation.Invalid<>(List.of(new Problem("spec", Problem.Reason.INVALID, "no")), List.of());

    private final NodeGraph graph = graph();
    private final Policies policies = new Policies(() -> graph);

    private static NodeGraph graph() {
        var graph = new NodeGraph(
                new GraphConfig("default", EnforcementMode.DEFAULT, LabelSelector.of(), false), Seed.empty());
        graph.putIdentity(new Identity(300, Labels.parse("k8s:app=web")));
        graph.putEndpoint(1, 300);
        return graph;
    }

    @Test
    void anAuditedNamespaceAuditsWhatIsThereAndWhatComes() {
        policies.put(version("u1", valid(1, false)));
        assertTrue(enforced());
        policies.namespaceChanged("demo", true);
        assertFalse(enforced(), "the policy did not change, its namespace did");
        policies.put(version("u1", valid(2, false)));
        assertFalse(enforced(), "another version of it");
        policies.namespaceChanged("demo", false);
        assertTrue(enforced());
    }

    @Test
    void theNamespaceMayBeKnownFirst() {
        policies.namespaceChanged("demo", true);
        policies.namespaceChanged("other", true);
        policies.put(version("u1", valid(1, false)));
        assertFalse(enforced());
        assertTrue(policies.enforced().values().iterator().next().audit());
    }

    @Test
    void anotherNamespaceIsNoAffairOfIt() {
        policies.put(version("u1", valid(1, false)));
        policies.namespaceChanged("other", true);
        assertTrue(enforced());
    }

    @Test
    void aPolicyThatAuditsItselfStaysAuditedWhenItsNamespaceNoLongerDoes() {
        policies.namespaceChanged("demo", true);
        policies.put(version("u1", valid(1, true)));
        policies.namespaceChanged("demo", false);
        assertFalse(enforced());
        policies.put(version("u1", valid(1, false)));
        assertTrue(enforced(), "the annotation is gone, the generation the same");
    }

    @Test
    void withoutAValidVersionNothingIsEnforced() {
        policies.put(version("u1", INVALID));
        assertFalse(enforced());
        assertEquals(Set.of("demo/p"), notEnforced());
        policies.put(version("u1", valid(2, false)));
        assertTrue(enforced());
        assertEquals(Set.of(), notEnforced());
    }

    @Test
    void theLastValidVersionStays() {
        policies.put(version("u1", valid(1, false)));
        policies.put(version("u1", INVALID, Optional.of(policy(2, List.of(Direction.values())))));
        assertTrue(enforced());
        assertFalse(side(Direction.EGRESS).enforced(), "no stand-in where a valid version is known");
    }

    @Test
    void whatStandsInIsEnforcedAndNamedUntilAVersionIsValid() {
        policies.put(version("u1", INVALID, Optional.of(policy(1, List.of(Direction.values())))));
        assertTrue(side(Direction.INGRESS).enforced());
        assertTrue(side(Direction.EGRESS).enforced());
        assertEquals(
                List.of(new Cause(ref("u1"), "spec", Cause.Part.DEFAULT_DENY)),
                side(Direction.EGRESS).defaultCauses());
        assertEquals(Set.of("demo/p"), notEnforced());
        policies.put(version("u1", valid(2, false)));
        assertFalse(side(Direction.EGRESS).enforced());
        assertEquals(Set.of(), notEnforced());
    }

    @Test
    void whatStandsInIsThatOfThePresentVersion() {
        policies.put(version("u1", INVALID, Optional.of(policy(1, List.of(Direction.INGRESS)))));
        policies.put(version("u1", INVALID, Optional.of(policy(2, List.of(Direction.EGRESS)))));
        assertFalse(side(Direction.INGRESS).enforced(), "what stood in before is no valid version to keep");
        assertTrue(side(Direction.EGRESS).enforced());
        policies.put(version("u1", INVALID));
        assertFalse(side(Direction.EGRESS).enforced());
    }

    @Test
    void whatStandsInGoesWithTheObject() {
        policies.put(version("u1", INVALID, Optional.of(policy(1, List.of(Direction.values())))));
        policies.remove(KIND, "demo", "p");
        assertFalse(side(Direction.EGRESS).enforced());
        assertEquals(Set.of(), notEnforced());
    }

    @Test
    void anObjectOfTheSameNameIsAnotherOne() {
        policies.put(version("u1", valid(1, false)));
        policies.put(version("u2", INVALID));
        assertFalse(enforced(), "the last valid version was that of another object");
    }

    @Test
    void whatIsNotValidIsToldWithWhatHoldsInItsPlace() {
        policies.put(version("u1", INVALID));
        assertEquals(List.of(fault(InForce.NOTHING)), policies.faults());
        policies.put(version("u1", INVALID, Optional.of(policy(1, List.of(Direction.values())))));
        assertEquals(List.of(fault(InForce.DEFAULT_DENY)), policies.faults());
        policies.put(version("u1", valid(1, false)));
        assertEquals(List.of(), policies.faults());
        policies.put(version("u1", INVALID));
        assertEquals(List.of(fault(InForce.LAST_VALID)), policies.faults());
        assertEquals(1, policies.count());
        policies.remove(KIND, "demo", "p");
        assertEquals(List.of(), policies.faults());
        assertEquals(0, policies.count());
    }

    private static Policies.Fault fault(InForce inForce) {
        return new Policies.Fault(KIND, "demo", "p", INVALID.problems(), inForce);
    }

    private Set<String> notEnforced() {
        return policies.faults().stream()
                .filter(f -> f.inForce() != InForce.LAST_VALID)
                .map(f -> f.namespace() + "/" + f.name())
                .collect(Collectors.toSet());
    }

    private boolean enforced() {
        return side(Direction.INGRESS).enforced();
    }

    private ResolvedPolicy.Side side(Direction direction) {
        graph.flush();
        return Objects.requireNonNull(graph.policyOf(1)).side(direction);
    }

    private static Policies.Version version(String uid, Translation<Policy> present) {
        return version(uid, present, Optional.empty());
    }

    private static Policies.Version version(String uid, Translation<Policy> present, Optional<Policy> standIn) {
        return new Policies.Version(KIND, "demo", "p", uid, "7", present, Optional.empty(), standIn);
    }

    private static Translation<Policy> valid(long generation, boolean audit) {
        return new Translation.Valid<>(
                policy(generation, List.of(Direction.INGRESS)).auditedIf(audit));
    }

    private static Policy policy(long generation, List<Direction> directions) {
        var rules = directions.stream()
                .map(d -> new Rule(d, Rule.Action.ALLOW, List.of(), List.of(), "spec." + d.text()))
                .toList();
        return new Policy(
                ref("u1"), generation, List.of(new PolicySpec(LabelSelector.of(), true, true, rules, "spec")), false);
    }

    private static PolicyRef ref(String uid) {
        return new PolicyRef(KIND, "demo", "p", uid);
    }
}
