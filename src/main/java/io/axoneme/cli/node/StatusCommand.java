// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.axoneme.cli.cluster.ClusterOptions;
import io.axoneme.cli.cluster.ClusterReading;
import io.axoneme.cli.cluster.ClusterState;
import io.axoneme.cli.cluster.UnreachableCluster;
import io.axoneme.cli.observe.TimeArgument;
import io.axoneme.net.AdminReply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code status}: what is wrong with a node, or with a cluster; then a summary. */
@Command(
        name = "status",
        description = {
            "What is wrong, each with the command that shows more; then a summary.",
            "Of the node on which it runs, or with --cluster of all nodes.",
            "Ends with 1 when something is wrong."
        })
public final class StatusCommand extends AgentVerb {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--cluster", description = "All nodes, a line each, the worst first.")
    boolean cluster;

    @Mixin
    ClusterOptions clusterOptions = new ClusterOptions();

    @Option(names = "--wait", description = "Wait until everything desired is in force; ends with 0 then.")
    boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            description = "How long to wait, as in 90s (${DEFAULT-VALUE}).")
    String timeout = "";

    private final Waiting waiting;
    private String lastTrouble = "";

    /** For picocli. */
    public StatusCommand() {
        this(Waiting.real());
    }

    StatusCommand(Waiting waiting) {
        super("status");
        this.waiting = waiting;
    }

    @Override
    String elsewhere() {
        return ", or ask about the whole cluster: axoneme status --cluster";
    }

    @Override
    public Integer call() throws Exception {
        if (!cluster && clusterOptions.given()) {
            throw new ParameterException(spec.commandLine(), "--kubeconfig and --context are about a --cluster");
        }
        if (wait && !waiting.until(limit(), this::ready)) {
            error("not ready within " + timeout + (lastTrouble.isEmpty() ? "" : ": " + lastTrouble));
            show();
            return CommandLine.ExitCode.SOFTWARE;
        }
        int status = show();
        return wait ? CommandLine.ExitCode.OK : status;
    }

    private Duration limit() {
        return TimeArgument.duration(timeout)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--timeout: \"" + timeout + "\" is no duration, as in 90s or 5m"));
    }

    private int show() throws Exception {
        if (!cluster) {
            return super.call();
        }
        try {
            var state = state();
            spec.commandLine().getOut().print(output == null ? state.text() : state.json());
            spec.commandLine().getOut().flush();
            return state.findings().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (UnreachableCluster e) {
            error(String.valueOf(e.getMessage()));
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private ClusterState state() throws UnreachableCluster {
        try (var access = clusterOptions.open()) {
            return ClusterState.of(ClusterReading.of(access));
        }
    }

    /** An agent or a cluster that cannot be asked is not ready yet. */
    private boolean ready() {
        try {
            lastTrouble = "";
            return cluster ? state().ready() : nodeReady();
        } catch (IOException | UnreachableCluster e) {
            lastTrouble = String.valueOf(e.getMessage());
            return false;
        }
    }

    private boolean nodeReady() throws IOException {
        AdminReply reply = ask(List.of("-o", "json"));
        return JSON.readTree(reply.output()).path("ready").asBoolean();
    }
}
