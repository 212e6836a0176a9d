// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.node;

import io.axoneme.net.AdminClient;
import io.axoneme.net.AdminReply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A verb that is answered by the agent: what stands behind it is sent, what comes is printed. */
@Command(mixinStandardHelpOptions = true)
abstract class AgentVerb implements Callable<Integer> {

    /** Forms of output. */
    enum Format {
        json
    }

    @Option(names = "--socket", paramLabel = "PATH", description = "The agent's socket (/run/axoneme/agent.sock).")
    @Nullable
    Path socket;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "json",
            description = "Print JSON.")
    @Nullable
    Format output;

    @Parameters(hidden = true)
    List<String> args = List.of();

    @Spec
    CommandSpec spec;

    private final String verb;

    /**
     * A verb.
     *
     * @param verb its words, as the agent knows it
     */
    AgentVerb(String verb) {
        this.verb = verb;
    }

    @Override
    public Integer call() throws Exception {
        List<String> sent = new ArrayList<>(args);
        if (output != null) {
            sent.addAll(List.of("-o", output.name()));
        }
        try {
            return print(ask(sent));
        } catch (IOException e) {
            error("no agent at " + path() + ": " + e.getMessage()
                    + "; run this where one is: kubectl exec -n kube-system ds/axoneme -- axoneme " + verb
                    + elsewhere());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /** What else a user may do who is not where an agent is. */
    String elsewhere() {
        return "";
    }

    /** One exchange with the agent. */
    final AdminReply ask(List<String> sent) throws IOException {
        return AdminClient.ask(path(), verb, sent);
    }

    private Path path() {
        return socket == null ? RunFolder.agentSocket(System.getenv()) : socket;
    }

    private int print(AdminReply reply) {
        spec.commandLine().getOut().print(reply.output());
        spec.commandLine().getOut().flush();
        if (!reply.error().isEmpty()) {
            error(reply.error());
        }
        return reply.exitCode();
    }

    final void error(String sentence) {
        spec.commandLine().getErr().println("axoneme: " + sentence);
        spec.commandLine().getErr().flush();
    }
}
