// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph.bench;

import io.axoneme.graph.bench.BenchWorld.Size;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures all that has a goal and prints one table. Whether a time meets its goal is judged by CPU time, which on an idle machine is the clock's:
 * the work is done by one thread.
 */
public final class GoalTable {

    /** Goals in microseconds, by method of {@link NodeBench}. */
    private static final Map<String, Double> GOALS_US = Map.of(
            "wholeNode", 250_000.0, "policyOfOneEndpoint", 1_000.0, "policyOfAllEndpoints", 50_000.0, "identity", 50.0);

    private static final double MIB = 1 << 20;
    private static final double HEAP_GOAL_MIB = 120;
    private static final long POD_GOAL_BYTES = 2_048;

    private static final String LINE = "%-24s %-10s %14s %14s %14s  %s%n";

    private GoalTable() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) throws RunnerException, IOException, InterruptedException {
        var results = new ArrayList<>(new Runner(new OptionsBuilder()
                        .include(NodeBench.class.getName())
                        .addProfiler(CpuTime.class)
                        .warmupIterations(3)
                        .warmupTime(TimeValue.seconds(5))
                        .measurementIterations(3)
                        .measurementTime(TimeValue.seconds(3))
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run());
        System.out.printf(LINE, "control plane", "world", "goal", "CPU", "clock", "");
        results.forEach(GoalTable::printTime);
        printHeap();
        for (var size : List.of(Size.BIG, Size.REAL_LIFE)) {
            printRows(size);
        }
    }

    private static void printTime(RunResult result) {
        var method = result.getParams().getBenchmark().replaceAll(".*\\.", "");
        double goal = GOALS_US.getOrDefault(method, 0.0);
        double cpu = Objects.requireNonNull(
                        result.getSecondaryResults().get(CpuTime.NAME), "the profiler of CPU time is on")
                .getScore();
        double clock = result.getPrimaryResult().getScore();
        System.out.printf(
                LINE, method, result.getParams().getParam("size"), us(goal), us(cpu), us(clock), met(cpu <= goal));
    }

    /** In a process of its own, so that nothing of this one counts. */
    private static void printHeap() throws IOException, InterruptedException {
        var command = List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                HeapUse.class.getName());
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .strip()
                .split(" ", -1);
        if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IllegalStateException("the measurement of the heap failed");
        }
        double all = Long.parseLong(words[0]) / MIB;
        long pod = Long.parseLong(words[1]);
        var world = Size.HUGE.name();
        System.out.printf(LINE, "heap", world, HEAP_GOAL_MIB + " MiB", "", mib(all), met(all <= HEAP_GOAL_MIB));
        System.out.printf(
                LINE,
                "heap of a further pod",
                world,
                POD_GOAL_BYTES + " B",
                "",
                pod + " B",
                met(pod <= POD_GOAL_BYTES));
        System.out.printf(
                "%s: 50,000 identities, 10,000 policies, of which %s select something here%n", world, words[2]);
    }

    private static void printRows(Size size) {
        var world = new BenchWorld(size);
        var graph = BenchWorld.graph();
        world.feed(graph, world.identities(), world.policies());
        graph.flush();
        var count = EntryCount.of(graph, size.endpoints);
        System.out.printf(
                Locale.ROOT,
                "%s: %,d rows in %d resolved policies of %d endpoints, and %,d vectors; by identity it would be %,d entries, %,d an endpoint%n",
                size,
                count.rows(),
                count.policies(),
                count.endpoints(),
                graph.allVectors().size(),
                count.entries(),
                count.entries() / count.endpoints());
    }

    private static String us(double us) {
        return us >= 1_000
                ? String.format(Locale.ROOT, "%.1f ms", us / 1_000)
                : String.format(Locale.ROOT, "%.1f us", us);
    }

    private static String mib(double mib) {
        return String.format(Locale.ROOT, "%.1f MiB", mib);
    }

    private static String met(boolean met) {
        return met ? "met" : "NOT MET";
    }
}
