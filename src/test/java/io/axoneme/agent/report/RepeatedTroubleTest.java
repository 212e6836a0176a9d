// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RepeatedTroubleTest {

    private final RepeatedTrouble trouble = new RepeatedTrouble();

    @Test
    void aReasonIsToldOnceAndItsAttemptsAreCounted() {
        assertTrue(trouble.failed("refused"));
        assertFalse(trouble.failed("refused"));
        assertTrue(trouble.failed("forbidden"), "another reason");
        assertEquals(3, trouble.recovered());
        assertEquals(0, trouble.recovered());
        assertTrue(trouble.failed("forbidden"), "it had worked between");
    }
}
