// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs commands as a user would. */
final class Shell {

    private static final Duration LIMIT = Duration.ofMinutes(4);

    /** Where what is said is kept meanwhile: a run that is killed leaves its files where {@code make clean} takes them away. */
    private static final Path FILES = Path.of("target/e2e-output");

    /** What a command said. */
    record Result(List<String> command, int status, String out, String err) {
        boolean ok() {
            return status == 0;
        }

        Result orFail() {
            if (!ok()) {
                throw new AssertionError(this);
            }
            return this;
        }

        @Override
        public String toString() {
            return "$ " + String.join(" ", command) + "\nexit status " + status + "\n" + out + err;
        }
    }

    private Shell() {}

    static Result run(String... command) {
        return runWithInput("", Arrays.asList(command));
    }

    static Result kubectl(String... args) {
        return runWithInput("", kubectlCommand(List.of(args)));
    }

    /** {@code kubectl apply -f -} of YAML. */
    static Result apply(String yaml) {
        return runWithInput(yaml, kubectlCommand(List.of("apply", "-f", "-")));
    }

    /** A command inside a pod. */
    static Result exec(String namespace, String pod, String... command) {
        var args = new ArrayList<>(List.of("exec", "-n", namespace, pod, "--"));
        args.addAll(List.of(command));
        return runWithInput("", kubectlCommand(args));
    }

    /** A command in a pod that goes on while the test does something else. */
    static Background start(String namespace, String pod, String script) {
        return background("exec", "-n", namespace, pod, "--", "bash", "-c", script);
    }

    /** As {@link #kubectl}, while the test does something else. */
    static Background background(String... args) {
        try {
            var command = kubectlCommand(List.of(args));
            var out = file(".out");
            return new Background(
                    builder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(out.toFile())
                            .start(),
                    out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new file of this run, for its owner alone. */
    static Path file(String ending) throws IOException {
        return Files.createTempFile(Files.createDirectories(FILES), "", ending);
    }

    /** A running command; {@link #output()} waits for its end, once. */
    record Background(Process process, Path out) {
        /** What it has said until now. */
        String soFar() throws IOException {
            return Files.readString(out);
        }

        String output() {
            try {
                if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("still running after " + LIMIT);
                }
                var said = Files.readString(out);
                Files.delete(out);
                return said;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }

    private static ProcessBuilder builder(List<String> command) {
        var builder = new ProcessBuilder(command);
        builder.environment().put("KUBECONFIG", Cluster.kubeconfig());
        return builder;
    }

    private static List<String> kubectlCommand(List<String> args) {
        var command = new ArrayList<String>();
        if (Cluster.isBox()) {
            command.addAll(List.of(Cluster.BOX, "kubectl", "--name", Cluster.boxName()));
        } else {
            command.add("kubectl");
        }
        command.addAll(args);
        return command;
    }

    private static Result runWithInput(String input, List<String> command) {
        try {
            var out = file(".out");
            var err = file(".err");
            var process = builder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + LIMIT + ": " + command);
            }
            var result = new Result(command, process.exitValue(), Files.readString(out), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
