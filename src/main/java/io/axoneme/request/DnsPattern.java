// SPDX-License-Identifier: Apache-2.0
package io.axoneme.request;

import com.google.re2j.Pattern;
import io.axoneme.model.L7Rules;
import java.util.Locale;

/**
 * A name, or a pattern of names, of a DNS rule. Upper and lower case are one, and the dot of the root at the end may be written or not,
 * on both sides.
 *
 * <p>In a pattern, as in the reference (its package pkg/fqdn/matchpattern):
 *
 * <ul>
 *   <li>stars alone ({@code *}, {@code **}, also with a dot at the end) match every name, the root's too;
 *   <li>two or more stars and a dot at the beginning ({@code **.example.com}) match one or more whole labels: {@code a.example.com},
 *       {@code b.a.example.com}, not {@code example.com};
 *   <li>any other run of stars matches none or more of a label's characters (letters, digits, hyphen, underscore), never a dot:
 *       {@code *.example.com} matches {@code a.example.com} only, {@code *example.com} also {@code example.com} and
 *       {@code myexample.com}.
 * </ul>
 */
public final class DnsPattern {

    /** Longest name, in characters. */
    static final int MAX_LENGTH = 255;

    private static final String CHARACTER = "[-a-z0-9_]";

    private final String text;
    private final Pattern pattern;

    private DnsPattern(String text, String regex) {
        this.text = text;
        this.pattern = Pattern.compile(regex);
    }

    /** The pattern or the name of a rule, which asks for exactly one of the two. */
    public static DnsPattern of(L7Rules.DnsRule rule) {
        var name = rule.matchName();
        return name != null ? name(name) : pattern(String.valueOf(rule.matchPattern()));
    }

    /** Matches one name. */
    public static DnsPattern name(String name) {
        return new DnsPattern(name, Pattern.quote(canonical(name)));
    }

    /** Matches what the stars stand for. */
    public static DnsPattern pattern(String text) {
        return new DnsPattern(text, regex(canonical(text)));
    }

    /** Whether the name is one of them. */
    public boolean matches(String name) {
        return name.length() <= MAX_LENGTH && pattern.matches(canonical(name));
    }

    /** In lower case, without the dot of the root. */
    private static String canonical(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static String regex(String pattern) {
        if (!pattern.isEmpty() && stars(pattern, 0) == pattern.length()) {
            return "(?s:.*)";
        }
        var regex = new StringBuilder();
        int at = 0;
        int leading = stars(pattern, 0);
        if (leading >= 2 && pattern.startsWith(".", leading)) {
            regex.append("(?:").append(CHARACTER).append("+\\.)+");
            at = leading + 1;
        }
        while (at < pattern.length()) {
            int run = stars(pattern, at);
            regex.append(run > 0 ? CHARACTER + "*" : Pattern.quote(pattern.substring(at, at + 1)));
            at += Math.max(run, 1);
        }
        return regex.toString();
    }

    /** How many stars stand there. */
    private static int stars(String pattern, int from) {
        int end = from;
        while (end < pattern.length() && pattern.charAt(end) == '*') {
            end++;
        }
        return end - from;
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
