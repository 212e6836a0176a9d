// SPDX-License-Identifier: Apache-2.0
package io.axoneme.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

    @ParameterizedTest
    @CsvSource({"GET, GET, true", "GET, GETS, false", "ET, GET, false", "GET|PUT, PUT, true", "GET|PUT, GETPUT, false"})
    void theWholeTextMustFit(String expression, String text, boolean fits) {
        assertEquals(fits, Expression.compile(expression).matches(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(?=x)", "(?<!x)", "(a)\\1", "a*+", "[", "*", "a{1001}", "(?>a)", "\\Z"})
    void whatOnlyOtherLanguagesKnowIsRefused(String text) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> Expression.compile(text));
        assertTrue(String.valueOf(refusal.getMessage()).contains("RE2"), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"(?P<name>a)", "\\pL+", "[[:alpha:]]", "(?i)get", "a{1000}", "\\Qa.b\\E"})
    void itsOwnFormsAreTaken(String text) {
        assertEquals(text, Expression.compile(text).toString());
    }

    @Test
    void lengthAndProgramAreCapped() {
        Expression.compile("a".repeat(Expression.MAX_LENGTH / 2));
        var longText = "a".repeat(Expression.MAX_LENGTH + 1);
        assertTrue(refusal(longText).contains("at most 2048"), refusal(longText));
        assertTrue(refusal("((a{20}){10}){10}").contains("instructions"), refusal("((a{20}){10}){10}"));
    }

    private static String refusal(String text) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> Expression.compile(text))
                .getMessage());
    }

    /** With backtracking this would take 2^60 steps. */
    @Test
    void nestedRepetitionsEnd() {
        assertFalse(Expression.compile("(a*)*b").matches("a".repeat(60)));
    }
}
