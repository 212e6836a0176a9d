// SPDX-License-Identifier: Apache-2.0
package io.axoneme.request;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression of RE2, the language of HTTP rules. It matches a whole text, never a part of it: the reference hands each to a
 * proxy that anchors it at both ends.
 */
public final class Expression {

    /** Longest expression, in characters. */
    public static final int MAX_LENGTH = 2_048;

    /**
     * Largest compiled program, in instructions. Repetitions multiply: {@code (a{30}){30}} is short and has 900. Matching costs at most
     * this number of steps for each character of the text.
     */
    public static final int MAX_PROGRAM = 2_000;

    private final Pattern pattern;

    private Expression(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Compiles an expression.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static Expression compile(String text) {
        return compile(text, 0);
    }

    /** The same, for texts in which upper and lower case are one. */
    static Expression ignoringCase(String text) {
        return compile(text, Pattern.CASE_INSENSITIVE);
    }

    private static Expression compile(String text, int flags) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a regular expression of " + text.length() + " characters; at most " + MAX_LENGTH + " are taken");
        }
        Pattern pattern;
        try {
            pattern = Pattern.compile(text, flags);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not an RE2 regular expression: " + e.getDescription(), e);
        }
        if (pattern.programSize() > MAX_PROGRAM) {
            throw new IllegalArgumentException("\"" + text + "\" compiles to " + pattern.programSize()
                    + " instructions; at most " + MAX_PROGRAM + " are taken; repeat less");
        }
        return new Expression(pattern);
    }

    /** Whether the whole text fits. */
    boolean matches(String text) {
        return pattern.matches(text);
    }

    /** As it was written. */
    @Override
    public String toString() {
        return pattern.pattern();
    }
}
