// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final long SECOND = 1_000_000_000L;

    private final StringWriter text = new StringWriter();
    private long now;

    private Progress progress(boolean terminal) {
        return new Progress(new PrintWriter(text), terminal, () -> now);
    }

    @Test
    void longWorkIsToldNowAndThenOnOneLineThatGoes() {
        var progress = progress(true);
        progress.at(1, 10);
        assertEquals("", text.toString());
        now = SECOND;
        progress.at(2, 20);
        progress.at(3, 30);
        assertEquals("\r\u001b[K2 worlds, 20 verdicts", text.toString());
        now += SECOND / 5;
        progress.at(4, 40);
        progress.clear();
        progress.clear();
        assertEquals("\r\u001b[K2 worlds, 20 verdicts\r\u001b[K4 worlds, 40 verdicts\r\u001b[K", text.toString());
    }

    @Test
    void whereNoTerminalIsNothingIsPrinted() {
        var progress = progress(false);
        now = 10 * SECOND;
        progress.at(2, 20);
        progress.clear();
        assertEquals("", text.toString());
    }
}
