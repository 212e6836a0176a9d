// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeArgumentTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3s | 2026-11-22T09:59:57Z",
                "1h43m | 2026-11-22T08:17:00Z",
                "1.5m | 2026-11-22T09:58:30Z",
                "500ms | 2026-11-22T09:59:59.500Z",
                "250µs | 2026-11-22T09:59:59.999750Z",
                "2026-11-22T08:00:00Z | 2026-11-22T08:00:00Z",
                "2026-11-22T08:00:00.123456789+02:00 | 2026-11-22T06:00:00.123456789Z",
                "2026-11-22 | 2026-11-22T00:00:00Z",
                "2026-11-22T08Z | 2026-11-22T08:00:00Z",
                "2026-11-22T08:30-01:00 | 2026-11-22T09:30:00Z",
                "Sun, 22 Nov 2026 08:00:00 +0100 | 2026-11-22T07:00:00Z",
                "Nov 22 08:00:00.500 | 2026-11-22T08:00:00.500Z",
                "Nov  2 08:00:00.500 | 2026-11-02T08:00:00.500Z"
            })
    void understands(String text, Instant expected) {
        assertEquals(expected, TimeArgument.parse(text, NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "s", "3 s", "3d", "-3s", "yesterday", "2026-13-01", "2026-11-22T25:00:00Z"})
    void refuses(String text) {
        assertThrows(IllegalArgumentException.class, () -> TimeArgument.parse(text, NOW));
    }
}
