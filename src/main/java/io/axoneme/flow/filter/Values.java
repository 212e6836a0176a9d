// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.filter;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Turns the values of a field into what they match by, and says which field it was when one cannot be understood. */
final class Values {

    private Values() {}

    /**
     * Parses every value.
     *
     * @param field begins the message, as in {@code invalid source pod filter: …}
     * @throws FilterException when a value is not understood
     */
    static <T> List<T> parse(String field, List<String> values, Function<String, T> parser) {
        try {
            return values.stream().map(parser).toList();
        } catch (FilterException e) {
            throw new FilterException("invalid " + field + " filter: " + e.getMessage(), e);
        }
    }

    /** A regular expression. */
    static Pattern expression(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new FilterException("failed to compile regexp \"" + text + "\": " + e.getDescription(), e);
        }
    }
}
