// SPDX-License-Identifier: Apache-2.0
package io.axoneme.app;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

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

    private CacheTraining() {}

    /**
     * Runs what the cache is for and ends the process: with 1 if a command line is not understood. How a verb fares does not
     * matter here: most ask an agent, and there is none during a build.
     *
     * @param args {@code verb} or {@code role}, then the command lines, each one argument with blanks between its words; for
     *     a role one line, and the caller points the Kubernetes client at an address where nothing listens
     */
    public static void main(String... args) throws InterruptedException {
        var lines = Arrays.stream(args).skip(1).map(line -> line.split(" +")).toList();
        if (lines.isEmpty()) {
            System.err.println("usage: CacheTraining verb|role LINE...");
            System.exit(2);
        }
        System.exit(
                switch (args[0]) {
                    case "verb" -> verbs(lines);
                    case "role" -> role(lines.getFirst());
                    default -> {
                        System.err.println("CacheTraining: neither verb nor role: " + args[0]);
                        yield 2;
                    }
                });
    }

    private static int verbs(List<String[]> lines) {
        var refused = lines.stream()
                .filter(line -> Main.run("axoneme", line) == CommandLine.ExitCode.USAGE)
                .toList();
        return refused.isEmpty() ? 0 : 1;
    }

    private static int role(String... line) throws InterruptedException {
        var role = Thread.ofPlatform().daemon().start(() -> Main.run("axoneme", line));
        var classes = ManagementFactory.getClassLoadingMXBean();
        var deadline = System.nanoTime() + ROLE_TIME.toNanos();
        var loaded = -1L;
        while (!role.join(QUIET) && loaded != classes.getTotalLoadedClassCount() && System.nanoTime() < deadline) {
            loaded = classes.getTotalLoadedClassCount();
        }
        return 0;
    }
}
