// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A cluster's state for programs. */
final class ClusterJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ClusterJson() {}

    static String of(ClusterState state) {
        var json = JSON.createObjectNode()
                .put("healthy", state.findings().isEmpty())
                .put("ready", state.ready());
        var findings = json.putArray("findings");
        state.findings()
                .forEach(f -> findings.addObject()
                        .put("code", f.code())
                        .put("sentence", f.sentence())
                        .put("command", f.command()));
        json.putObject("operator").put("total", state.operators()).put("ready", state.operatorsReady());
        json.putObject("policies")
                .put("total", state.policies())
                .put("invalid", state.invalid().size());
        var nodes = json.putArray("nodes");
        for (var line : state.nodes()) {
            var node = nodes.addObject()
                    .put("node", line.node())
                    .put("state", line.state().text())
                    .put("ready", line.state().ready())
                    .put("agent", line.agent())
                    .put("endpoints", line.endpoints())
                    .put("unmanagedPods", line.unmanagedPods())
                    .put("version", line.version());
            line.failures().forEach(node.putArray("failures")::add);
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree can always be written", e);
        }
    }
}
