// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MacTest {
    @Test
    void textSurvives() {
        assertEquals("0a:58:0a:01:02:ff", Mac.parse("0a:58:0a:01:02:ff").toString());
    }

    @Test
    void fiveBytesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Mac.parse("0a:58:0a:01:02"));
        assertThrows(IllegalArgumentException.class, () -> Mac.parse("nonsense"));
    }
}
