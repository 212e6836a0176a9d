// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.node;

import io.axoneme.kernel.Answer;
import io.axoneme.kernel.LoaderClient;
import io.axoneme.kernel.LoaderNode;
import io.axoneme.net.AdminClient;
import io.axoneme.net.AdminReply;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code uninstall}: takes the datapath off the node on which it runs: programs, pins, routes, the masquerade, the CNI configuration.
 * Devices of running pods stay, and are named: they go with their pods.
 */
@Command(
        name = "uninstall",
        description =
                "Take programs, pins, routes, the masquerade and the CNI configuration off this node. The agent of"
                        + " this node, if it runs, enforces nothing from then on; a new one puts everything back.",
        mixinStandardHelpOptions = true)
public final class UninstallCommand implements Callable<Integer> {

    @Option(
            names = "--loader-socket",
            paramLabel = "PATH",
            description = "The loader's socket (/run/axoneme-loader/loader.sock).")
    @Nullable
    Path socket;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        try {
            // A running agent would put everything back: it is the one to ask, while there is one.
            return tell(AdminClient.ask(RunFolder.agentSocket(System.getenv()), "uninstall", List.of()));
        } catch (IOException e) {
            return ofLoader();
        }
    }

    private int tell(AdminReply reply) {
        if (reply.exitCode() != 0) {
            return fail(reply.error());
        }
        spec.commandLine().getOut().print(reply.output());
        spec.commandLine().getOut().flush();
        return 0;
    }

    private int ofLoader() {
        Path path = socket == null ? RunFolder.loaderSocket(System.getenv()) : socket;
        try (LoaderClient client = LoaderClient.tool(path, "uninstall")) {
            return tell(client.connect().then(hello -> new LoaderNode(client).uninstall()));
        }
    }

    private int tell(Answer<List<String>> answer) {
        return switch (answer) {
            case Answer.Done<List<String>>(var left) -> done(left);
            case Answer.Refused<List<String>> refused -> fail(refused.trouble());
            case Answer.Unreachable<List<String>>(var reason) -> fail(reason);
        };
    }

    private int done(List<String> left) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("The datapath is off this node.");
        left.forEach(device -> out.println(
                "Left: " + device + ", of a running pod; restart that pod with the network that comes next."));
        out.flush();
        return 0;
    }

    private int fail(String sentence) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("axoneme: uninstall: " + sentence);
        err.flush();
        return 1;
    }
}
