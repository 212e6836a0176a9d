// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Shell.kubectl;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The nodes of a cluster in a box, on which commands can be run and processes killed. */
final class Nodes {

    static final String AGENT = "axoneme-runner.jar agent";
    static final String OPERATOR = "axoneme-runner.jar operator";
    static final String LOADER = "axoneme-loader";

    private Nodes() {}

    /** Skips what would have to reach into a user's nodes. */
    static void required() {
        Assumptions.assumeTrue(Cluster.isBox(), "needs a cluster in a box, on whose nodes processes can be killed");
    }

    /** Makes a namespace for tests that reach into nodes; skips them as {@link #required()} does. */
    static void namespace(String name) {
        required();
        kubectl("create", "namespace", name).orFail();
    }

    /** Removes what {@link #namespace} made, if it did. */
    static void removeNamespace(String name) {
        if (Cluster.isBox()) {
            kubectl("delete", "namespace", name, "--wait=true").orFail();
        }
    }

    /** A command on a node. */
    static Shell.Result run(String node, String... command) {
        var args = new ArrayList<>(List.of("node-exec", "--name", Cluster.boxName(), node));
        args.addAll(List.of(command));
        return box(args.toArray(String[]::new));
    }

    /** A command beyond the cluster. */
    static Shell.Result world(String... command) {
        var args = new ArrayList<>(List.of("world-exec", "--name", Cluster.boxName()));
        args.addAll(List.of(command));
        return box(args.toArray(String[]::new));
    }

    /** A command of the box. */
    static Shell.Result box(String command, String argument) {
        return box(command, "--name", Cluster.boxName(), argument);
    }

    private static Shell.Result box(String... args) {
        var command = new ArrayList<>(List.of(Cluster.BOX));
        command.addAll(List.of(args));
        return Shell.run(command.toArray(String[]::new));
    }

    /** kill -9 of what runs with this in its command line, on every node where it runs. */
    static void kill(String pattern) {
        boolean killed = false;
        for (var node : Cluster.nodes()) {
            killed |= run(node, "pkill", "-KILL", "-f", pattern).ok();
        }
        if (!killed) {
            throw new AssertionError("nothing runs that is called " + pattern);
        }
    }

    /** Pods of the node that have a network of their own. */
    static long podsWithAddress(String node) {
        var form = "jsonpath={range .items[*]}{.metadata.name} {.spec.hostNetwork}{\"\\n\"}{end}";
        return Cluster.lines(Shell.kubectl("get", "pods", "-A", "--field-selector", "spec.nodeName=" + node, "-o", form)
                        .orFail()
                        .out())
                .stream()
                .filter(line -> !line.endsWith("true"))
                .count();
    }
}
