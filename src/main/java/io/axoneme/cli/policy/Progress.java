// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** One line that tells on a terminal how far long work is, and is gone when the work ends. Elsewhere nothing is printed. */
final class Progress {

    /** Work that ends sooner needs none. */
    private static final long QUIET_NS = 1_000_000_000L;

    private static final long EVERY_NS = 200_000_000L;

    /** Back to the line's first column; and what stands there goes. */
    private static final String CLEAR = "\r\u001b[K";

    private final PrintWriter terminal;
    private final boolean shown;
    private final LongSupplier clockNs;
    private long nextNs;
    private boolean dirty;

    /** @param shown whether the writer writes to a terminal */
    Progress(PrintWriter terminal, boolean shown, LongSupplier clockNs) {
        this.terminal = terminal;
        this.shown = shown;
        this.clockNs = clockNs;
        this.nextNs = clockNs.getAsLong() + QUIET_NS;
    }

    /** Of this process's error stream. Only where /proc tells what that is (Linux) can it be known for a terminal. */
    static Progress onStandardError(PrintWriter err) {
        return new Progress(err, isTerminal(Path.of("/proc/self/fd/2")), System::nanoTime);
    }

    private static boolean isTerminal(Path stream) {
        try {
            var target = Files.readSymbolicLink(stream).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** So far this much is done. */
    void at(long worlds, long verdicts) {
        long now = clockNs.getAsLong();
        if (!shown || now - nextNs < 0) {
            return;
        }
        nextNs = now + EVERY_NS;
        dirty = true;
        terminal.print(CLEAR + worlds + " worlds, " + verdicts + " verdicts");
        terminal.flush();
    }

    /** Makes room for other lines. */
    void clear() {
        if (dirty) {
            terminal.print(CLEAR);
            terminal.flush();
            dirty = false;
        }
    }
}
