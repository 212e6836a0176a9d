// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DropReasonsTest {

    private static final Pattern REASON = Pattern.compile("AXO_REASON\\((\\d+), \\w+, \"([^\"]+)\"\\)");

    @Test
    void readsAsInTheDatapath() throws IOException {
        var table = Files.readString(Path.of("bpf/include/reasons.def"));
        var reasons = REASON.matcher(table).results().toList();
        assertFalse(reasons.isEmpty());
        assertAll(reasons.stream()
                .map(reason -> () -> assertEquals(
                        reason.group(2), DropReasons.text(Integer.parseInt(reason.group(1))), reason.group())));
    }

    @Test
    void unknownReasonsAreNumbers() {
        assertEquals("250", DropReasons.text(250));
    }
}
