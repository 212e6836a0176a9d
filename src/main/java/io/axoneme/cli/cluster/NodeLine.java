// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node of a cluster.
 *
 * @param agent the agent's pod; empty when there is none
 * @param failures policies that it does not enforce as written, {@code namespace/name: message}
 */
record NodeLine(
        String node,
        State state,
        String agent,
        int endpoints,
        int unmanagedPods,
        List<String> failures,
        String version) {

    /** How a node is, the worst first. */
    enum State {
        NO_AGENT("no agent"),
        NO_REPORT("no report"),
        AGENT_NOT_READY("agent not ready"),
        NOT_SYNCED("not synced"),
        OUT_OF_SYNC("out of sync"),
        UNMANAGED_PODS("unmanaged pods"),
        OK("ok");

        private final String text;

        State(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        /** Whether what is desired is in force there. */
        boolean ready() {
            return this == OK || this == UNMANAGED_PODS;
        }
    }

    /**
     * A node's line.
     *
     * @param pod the agent's pod on it
     * @param report what that agent says
     */
    static NodeLine of(String node, @Nullable JsonNode pod, @Nullable JsonNode report) {
        List<String> failures = new ArrayList<>();
        if (report == null) {
            var state = pod == null ? State.NO_AGENT : State.NO_REPORT;
            return new NodeLine(node, state, pod == null ? "" : Pods.name(pod), 0, 0, failures, "");
        }
        var status = report.path("status");
        status.path("failures").forEach(f -> failures.add(failure(f)));
        int unmanaged = status.path("unmanagedPods").asInt();
        return new NodeLine(
                node,
                state(pod, status.path("ready").asBoolean(), !failures.isEmpty(), unmanaged),
                pod == null ? "" : Pods.name(pod),
                status.path("endpoints").asInt(),
                unmanaged,
                List.copyOf(failures),
                status.path("version").asText());
    }

    private static State state(@Nullable JsonNode pod, boolean synced, boolean failing, int unmanaged) {
        if (pod == null) {
            return State.NO_AGENT;
        }
        if (!Pods.ready(pod)) {
            return State.AGENT_NOT_READY;
        }
        if (!synced) {
            return State.NOT_SYNCED;
        }
        if (failing) {
            return State.OUT_OF_SYNC;
        }
        return unmanaged > 0 ? State.UNMANAGED_PODS : State.OK;
    }

    private static String failure(JsonNode failure) {
        var namespace = failure.path("namespace").asText();
        return (namespace.isEmpty() ? "" : namespace + "/")
                + failure.path("name").asText() + ": " + failure.path("message").asText();
    }
}
