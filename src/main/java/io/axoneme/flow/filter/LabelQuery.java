// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes label selector in text, over labels of the form {@code source:key=value}: {@code app=web}, {@code k8s:app in (a, b)},
 * {@code tier!=db}, {@code reserved:world}, {@code !legacy}, and several of these with commas. A key without a source matches the key
 * of any source. As in Kubernetes, {@code !=} and {@code notin} also match where the key is missing.
 */
final class LabelQuery {

    private static final Pattern SET =
            Pattern.compile("(\\S+)\\s+(in|notin)\\s*\\(([^()]*)\\)", Pattern.CASE_INSENSITIVE);
    private static final Pattern EQUAL = Pattern.compile("([^\\s=!]+)\\s*(==|=|!=)\\s*([^\\s=!]*)");
    private static final Pattern EXISTS = Pattern.compile("(!?)\\s*([^\\s=!()]+)");

    private record Term(Key key, boolean negated, @Nullable Set<String> values) {

        boolean matches(List<String> labels) {
            for (var label : labels) {
                if (key.isKeyOf(label) && (values == null || values.contains(value(label)))) {
                    return !negated;
                }
            }
            return negated;
        }

        private static String value(String label) {
            int equals = label.indexOf('=');
            return equals < 0 ? "" : label.substring(equals + 1);
        }
    }

    /** A label's key; an empty source matches any. */
    private record Key(String source, String name) {

        static Key parse(String text) {
            int colon = text.indexOf(':');
            return colon < 0 ? new Key("", text) : new Key(text.substring(0, colon), text.substring(colon + 1));
        }

        boolean isKeyOf(String label) {
            int equals = label.indexOf('=');
            int end = equals < 0 ? label.length() : equals;
            int colon = label.substring(0, end).indexOf(':');
            var labelSource = colon < 0 ? "" : label.substring(0, colon);
            boolean anySource = source.isEmpty() || source.equals("any");
            return (anySource || source.equals(labelSource)) && name.equals(label.substring(colon + 1, end));
        }
    }

    private final List<Term> terms;

    private LabelQuery(List<Term> terms) {
        this.terms = terms;
    }

    /**
     * Understands a selector.
     *
     * @throws FilterException naming the part that is not understood
     */
    static LabelQuery parse(String text) {
        var terms = new ArrayList<Term>();
        for (var part : parts(text)) {
            terms.add(term(part, text));
        }
        return new LabelQuery(List.copyOf(terms));
    }

    /** Splits at commas outside parentheses. */
    private static List<String> parts(String text) {
        var parts = new ArrayList<String>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        parts.add(text.substring(start).strip());
        return parts;
    }

    private static Term term(String part, String text) {
        Matcher match = SET.matcher(part);
        if (match.matches()) {
            var values = Set.copyOf(List.of(match.group(3).strip().split("\\s*,\\s*", -1)));
            return new Term(Key.parse(match.group(1)), match.group(2).equalsIgnoreCase("notin"), values);
        }
        match = EQUAL.matcher(part);
        if (match.matches()) {
            return new Term(Key.parse(match.group(1)), match.group(2).equals("!="), Set.of(match.group(3)));
        }
        match = EXISTS.matcher(part);
        if (match.matches()) {
            return new Term(Key.parse(match.group(2)), !match.group(1).isEmpty(), null);
        }
        throw new FilterException("cannot understand \"" + part + "\" in label selector \"" + text + "\"");
    }

    boolean matches(List<String> labels) {
        return terms.stream().allMatch(term -> term.matches(labels));
    }
}
