// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The command line that people use, on {@link ApiServerUnderTest}. */
public final class Kubectl {

    /** Environment variable with the path of a kubectl; without it, the one of the machine. */
    private static final String PROGRAM = "AXONEME_KUBECTL";

    private static final long LIMIT_SECONDS = 120;

    private Kubectl() {}

    /**
     * What a command said.
     *
     * @param text of both its streams
     */
    public record Result(int status, String text) {

        public boolean ok() {
            return status == 0;
        }
    }

    /** Runs kubectl with a text as its standard input, and waits. */
    public static Result run(String input, String... args) {
        var command = new ArrayList<>(List.of(
                Objects.requireNonNullElse(System.getenv(PROGRAM), "kubectl"),
                "--kubeconfig",
                Objects.requireNonNull(System.getenv(ApiServerUnderTest.KUBECONFIG))));
        command.addAll(List.of(args));
        try {
            var in = Files.writeString(Files.createTempFile("kubectl", ".in"), input, StandardCharsets.UTF_8);
            var out = Files.createTempFile("kubectl", ".out");
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + LIMIT_SECONDS + " s: " + command);
            }
            var result = new Result(process.exitValue(), Files.readString(out));
            Files.delete(in);
            Files.delete(out);
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(command.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
