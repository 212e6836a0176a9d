// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.cluster;

import io.axoneme.net.Finding;

/** A cluster's state as people read it. */
final class ClusterText {

    private static final String ROW = "%%-%ds   %%-15s   %%9s   %%9s   %%12s   %%s%%n";

    private ClusterText() {}

    static String of(ClusterState state) {
        var text = new StringBuilder(Finding.text(state.findings(), "in this cluster"));
        long ready = state.nodes().stream().filter(n -> n.state().ready()).count();
        int endpoints = state.nodes().stream().mapToInt(NodeLine::endpoints).sum();
        text.append("Nodes:       ")
                .append(ready)
                .append('/')
                .append(state.nodes().size())
                .append(" enforce what is desired\nOperator:    ")
                .append(state.operatorsReady())
                .append('/')
                .append(state.operators())
                .append(" ready\nEndpoints:   ")
                .append(endpoints)
                .append("\nPolicies:    ")
                .append(state.policies() - state.invalid().size())
                .append('/')
                .append(state.policies())
                .append(" valid\n\n");
        int width = state.nodes().stream().mapToInt(n -> n.node().length()).reduce("NODE".length(), Math::max);
        var row = ROW.formatted(width);
        text.append(row.formatted("NODE", "STATE", "ENDPOINTS", "UNMANAGED", "NOT ENFORCED", "VERSION"));
        state.nodes()
                .forEach(n -> text.append(row.formatted(
                        n.node(),
                        n.state().text(),
                        n.endpoints(),
                        n.unmanagedPods(),
                        n.failures().size(),
                        n.version().isEmpty() ? "-" : n.version())));
        return text.toString();
    }
}
