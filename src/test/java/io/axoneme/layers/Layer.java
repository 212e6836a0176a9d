// SPDX-License-Identifier: Apache-2.0
package io.axoneme.layers;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One package below {@code io.axoneme}, with its sub-packages, and what its classes may use.
 *
 * @param name the package's name below the root
 * @param kind what the JDK may be used for
 * @param imports layers it may use; each stands earlier in {@link #ALL}, so the table has no cycle
 * @param outside packages of libraries it may use, with their sub-packages; {@link #ANYTHING} for all
 * @param why the reason, shown when the rule is broken
 */
record Layer(String name, Kind kind, List<String> imports, List<String> outside, String why) {

    /** Core takes values and returns values; shells touch the world. */
    enum Kind {
        CORE,
        SHELL
    }

    static final String ROOT = "io.axoneme";

    /** In place of a list of libraries: the layer wires parts and may name any of them. */
    static final List<String> ANYTHING = List.of("");

    private static final List<String> NOTHING = List.of();
    private static final List<String> BITMAPS = List.of("org.roaringbitmap");
    private static final List<String> CORE =
            List.of("model", "selector", "graph", "abi", "plan", "oracle", "request", "flow");
    private static final List<String> ADAPTERS = List.of("kube", "kernel", "net", "hubble", "l7", "telemetry");
    private static final List<String> BELOW_ROLES =
            Stream.concat(CORE.stream(), ADAPTERS.stream()).toList();

    /** Every layer, lowest first. A package that is missing here fails the test. */
    static final List<Layer> ALL = List.of(
            core("model", List.of(), NOTHING, "everything speaks of domain records, so they know nobody"),
            core("selector", List.of("model"), BITMAPS, "selectors pick labels; what is done with them is above"),
            core(
                    "graph",
                    List.of("model", "selector"),
                    BITMAPS,
                    "policy is computed from values, so that every fast path can be judged in memory"),
            core("abi", List.of("model"), NOTHING, "bytes of the datapath are one contract, read without any client"),
            core(
                    "plan",
                    List.of("model", "selector", "graph", "abi"),
                    BITMAPS,
                    "order of changes is decided without a kernel, so the fake and the real map take the same path"),
            core("oracle", List.of("model"), NOTHING, "the judge shares no code with what it judges"),
            core(
                    "request",
                    List.of("model"),
                    List.of("com.google.re2j"),
                    "what a proxy lets pass is decided from values, so that the proxy and explain say the same"),
            core("flow", List.of("model"), NOTHING, "flows are values; how they travel is an adapter's affair"),
            adapter(
                    "kube",
                    List.of("io.fabric8", "io.javaoperatorsdk", "com.fasterxml.jackson"),
                    "the Kubernetes client stays here: the core never sees a resource"),
            adapter("kernel", List.of("jnr"), "only this package talks to the loader's socket"),
            adapter(
                    "net",
                    List.of("com.fasterxml.jackson", "jdk.net"), // jdk.net tells who is at the other end of a socket
                    "CNI speaks JSON on a socket and nothing else"),
            adapter(
                    "hubble",
                    // With what the generated messages and stubs use.
                    List.of(
                            "io.grpc",
                            "grpc.health",
                            "io.netty",
                            "com.google.protobuf",
                            "com.google.common",
                            "io.smallrye.mutiny",
                            "io.quarkus.grpc",
                            "jakarta"),
                    "gRPC stays here: flows are kept and filtered without it"),
            adapter("l7", List.of("io.netty"), "protocols are parsed on Netty alone"),
            adapter(
                    "telemetry",
                    List.of("io.micrometer", "io.javaoperatorsdk", "jakarta"),
                    "names of metrics are given in one place"),
            role("operator"),
            role("agent"),
            role("relay"),
            role("proxy"),
            role("cli"),
            new Layer(
                    "app",
                    Kind.SHELL,
                    List.of("operator", "agent", "relay", "proxy", "cli"),
                    ANYTHING,
                    "the main class picks a role or a verb; parts are wired by the roles"));

    /** The layer that a class belongs to by the name of its package. */
    static Optional<Layer> of(String packageName) {
        return ALL.stream().filter(layer -> layer.contains(packageName)).findFirst();
    }

    /** The package pattern of the layer, sub-packages included. */
    String pattern() {
        return ROOT + "." + name + "..";
    }

    /** Whether a package is the layer's own or below it. */
    boolean contains(String packageName) {
        return within(ROOT + "." + name, packageName);
    }

    /** Whether a class of this layer may name something of that package. */
    boolean mayUse(String packageName) {
        if (within(ROOT, packageName)) {
            return contains(packageName)
                    || of(packageName)
                            .filter(layer -> imports.contains(layer.name))
                            .isPresent();
        }
        return Stream.concat(Stream.of("java", "javax.annotation", "org.jspecify"), outside.stream())
                .anyMatch(library -> within(library, packageName));
    }

    private static boolean within(String parent, String packageName) {
        return parent.isEmpty() || packageName.equals(parent) || packageName.startsWith(parent + ".");
    }

    private static Layer core(String name, List<String> imports, List<String> outside, String why) {
        return new Layer(name, Kind.CORE, imports, outside, why);
    }

    private static Layer adapter(String name, List<String> outside, String why) {
        return new Layer(name, Kind.SHELL, CORE, outside, why);
    }

    private static Layer role(String name) {
        return new Layer(
                name,
                Kind.SHELL,
                BELOW_ROLES,
                ANYTHING,
                "a role wires parts and starts them; what two roles share is a part");
    }
}
