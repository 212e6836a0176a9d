// SPDX-License-Identifier: Apache-2.0
package io.axoneme.app;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;

/**
 * The runs that the build records for the JVM's ahead-of-time caches. One cache is for verbs, another for roles: a cache
 * is loaded whole, so the thousands of classes of a role would make a verb slower than no cache at all.
 *
 * <p>Not part of the subcommand table: only the build calls it, by its class name.
 */
final class CacheTraining {

    /** A role that finds no API server ends or keeps looking for one: it has started when no class was loaded for so long. */
    private static final Duration QUIET = Duration.ofSeconds(4);

    private static final Duration ROLE_TIME = Duration.ofMinutes(2);

    /** Verbs that need nothing but the program, as users give them. */
    private static final List<List<String>> VERBS = List.of(List.of("version"), List.of("--help"));

    private CacheTraining() {}

    /**
     * Runs what the cache is for and ends the process.
     *
     * @param args {@code verb} or {@code role}; for a role the caller points the Kubernetes client at an address where
     *     nothing listens
     */
    public static void main(String... args) throws InterruptedException {
        System.exit(
                switch (args.length == 1 ? args[0] : "") {
                    case "verb" -> verbs();
                    case "role" -> role();
                    default -> {
                        System.err.println("usage: CacheTraining verb|role");
                        yield 2;
                    }
                });
    }

    private static int verbs() {
        return VERBS.stream()
                .mapToInt(verb -> Main.run("axoneme", verb.toArray(String[]::new)))
                .max()
                .orElse(0);
    }

    private static int role() throws InterruptedException {
        var role = Thread.ofPlatform().daemon().start(() -> Main.run("axoneme", "agent"));
        var classes = ManagementFactory.getClassLoadingMXBean();
        var deadline = System.nanoTime() + ROLE_TIME.toNanos();
        var loaded = -1L;
        while (!role.join(QUIET) && loaded != classes.getTotalLoadedClassCount() && System.nanoTime() < deadline) {
            loaded = classes.getTotalLoadedClassCount();
        }
        return 0;
    }
}
