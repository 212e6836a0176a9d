// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.axoneme.net.Finding;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of a cluster, from its objects as a server gives them. */
class ClusterStateTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> nodes = new ArrayList<>();
    private final List<JsonNode> reports = new ArrayList<>();
    private final List<JsonNode> pods = new ArrayList<>();
    private final List<JsonNode> policies = new ArrayList<>();

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private void pod(String name, String component, String node, boolean ready) {
        pods.add(json("""
                {'metadata': {'name': '%s', 'labels': {'app.kubernetes.io/name': 'axoneme',
                  'app.kubernetes.io/component': '%s'}}, 'spec': {'nodeName': '%s'},
                 'status': {'conditions': [{'type': 'Ready', 'status': '%s'}]}}
                """.formatted(name, component, node, ready ? "True" : "False")));
    }

    private void node(String name) {
        nodes.add(json("{'metadata': {'name': '%s'}}".formatted(name)));
    }

    private void report(String node, String status) {
        reports.add(json("{'metadata': {'name': '%s'}, 'status': %s}".formatted(node, status)));
    }

    private void good(String node) {
        node(node);
        pod("axoneme-" + node, "agent", node, true);
        report(node, "{'ready': true, 'endpoints': 3, 'unmanagedPods': 0, 'failures': [], 'version': '0.1.0'}");
    }

    private ClusterState state() {
        return ClusterState.of(new ClusterReading(nodes, reports, pods, policies));
    }

    private List<String> codes() {
        return state().findings().stream().map(Finding::code).toList();
    }

    @Test
    void allIsWell() {
        good("w2");
        good("w1");
        pod("op-1", "operator", "w1", true);
        assertTrue(state().ready());
        assertEquals("""
                Nodes:       2/2 enforce what is desired
                Operator:    1/1 ready
                Endpoints:   6
                Policies:    0/0 valid

                NODE   STATE             ENDPOINTS   UNMANAGED   NOT ENFORCED   VERSION
                w1     ok                        3           0              0   0.1.0
                w2     ok                        3           0              0   0.1.0
                """, state().text());
    }

    @Test
    void worstNodesComeFirst() {
        good("a-good");
        node("b-unmanaged");
        pod("axoneme-b", "agent", "b-unmanaged", true);
        report("b-unmanaged", "{'ready': true, 'endpoints': 1, 'unmanagedPods': 2, 'version': '0.1.0'}");
        node("c-failing");
        pod("axoneme-c", "agent", "c-failing", true);
        report("c-failing", """
                {'ready': true, 'endpoints': 1, 'version': '0.1.0', 'failures':
                  [{'kind': 'CiliumNetworkPolicy', 'namespace': 'demo', 'name': 'p', 'message': 'map policy is full'}]}
                """);
        node("d-starting");
        pod("axoneme-d", "agent", "d-starting", true);
        report("d-starting", "{'ready': false}");
        node("e-down");
        pod("axoneme-e", "agent", "e-down", false);
        report("e-down", "{'ready': true, 'endpoints': 1, 'version': '0.1.0'}");
        node("f-silent");
        pod("axoneme-f", "agent", "f-silent", true);
        node("g-empty");
        report("g-empty", "{'ready': true}");
        pod("op-1", "operator", "a-good", false);
        policies.add(json("""
                {'metadata': {'name': 'bad', 'namespace': 'demo'}, 'status':
                  {'conditions': [{'type': 'Valid', 'status': 'False', 'message': 'spec.foo: unknown'}]}}
                """));
        policies.add(json("{'metadata': {'name': 'new'}}"));
        assertFalse(state().ready());
        assertEquals("""
                8 things are not as it should be in this cluster.

                Node g-empty has no agent: no pod can be added there, and no change is enforced.
                    kubectl -n kube-system describe daemonset axoneme
                Node f-silent has never reported: its agent has not synced once.
                    kubectl -n kube-system logs axoneme-f -c agent
                Node e-down: the agent is not ready; what was in force before goes on, changes wait.
                    kubectl -n kube-system logs axoneme-e -c agent
                Node d-starting has not synced yet: changes wait.
                    kubectl -n kube-system exec axoneme-d -c agent -- axoneme status
                Node c-failing does not enforce 1 policies as written, such as demo/p: map policy is full
                    kubectl -n kube-system exec axoneme-c -c agent -- axoneme status
                Node b-unmanaged has 2 unmanaged pods: older than its agent, and under no policy.
                    kubectl -n kube-system exec axoneme-b -c agent -- axoneme status
                No operator is ready (1 pods): new nodes get no pod range, policies no status, and identities are made by agents.
                    kubectl -n kube-system get pods -l app.kubernetes.io/component=operator
                cnp -n demo bad is not valid: spec.foo: unknown
                    kubectl describe cnp -n demo bad

                Nodes:       2/7 enforce what is desired
                Operator:    0/1 ready
                Endpoints:   6
                Policies:    1/2 valid

                NODE          STATE             ENDPOINTS   UNMANAGED   NOT ENFORCED   VERSION
                g-empty       no agent                  0           0              0   -
                f-silent      no report                 0           0              0   -
                e-down        agent not ready           1           0              0   0.1.0
                d-starting    not synced                0           0              0   -
                c-failing     out of sync               1           0              1   0.1.0
                b-unmanaged   unmanaged pods            1           2              0   0.1.0
                a-good        ok                        3           0              0   0.1.0
                """, state().text());
    }

    @Test
    void aClusterWithoutNodesIsNotReady() {
        assertFalse(state().ready());
        assertEquals(List.of("NoOperator"), codes());
    }

    @Test
    void ofTwoAgentsTheReadyOneSpeaks() {
        good("w1");
        pod("axoneme-going", "agent", "w1", false);
        pod("op-1", "operator", "w1", true);
        assertEquals(List.of(), codes());
    }

    @Test
    void jsonKeepsItsFieldNames() throws JsonProcessingException {
        good("w1");
        pod("op-1", "operator", "w1", true);
        assertEquals(json("""
                {'healthy': true, 'ready': true, 'findings': [], 'operator': {'total': 1, 'ready': 1},
                 'policies': {'total': 0, 'invalid': 0}, 'nodes': [{'node': 'w1', 'state': 'ok', 'ready': true,
                 'agent': 'axoneme-w1', 'endpoints': 3, 'unmanagedPods': 0, 'version': '0.1.0', 'failures': []}]}
                """), JSON.readTree(state().json()));
    }
}
