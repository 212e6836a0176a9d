// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Pattern;

/** How often a command in a pod succeeded and failed in twenty seconds, tried again and again. */
record Attempts(int ok, int failed) {

    private static final Pattern COUNTS = Pattern.compile("ok=(\\d+) failed=(\\d+)");

    /** Begins; the pod needs bash. */
    static Shell.Background start(String namespace, String pod, String command) {
        return Shell.start(
                namespace,
                pod,
                "ok=0; failed=0; end=$((SECONDS+20)); while [ $SECONDS -lt $end ]; do if " + command
                        + "; then ok=$((ok+1)); else failed=$((failed+1)); fi; sleep 0.05; done; echo ok=$ok failed=$failed");
    }

    /** Waits for the end. */
    static Attempts of(Shell.Background running) {
        var output = running.output();
        var matcher = COUNTS.matcher(output);
        assertTrue(matcher.find(), output);
        return new Attempts(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }
}
