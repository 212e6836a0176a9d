// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.BitSet;
import java.util.Locale;

/**
 * DNS names: one, or those that a pattern stands for. Upper and lower case are one, and the dot of the root at the end may be written or
 * not, on both sides.
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
 *
 * @param text canonical: in lower case, without the dot of the root
 * @param pattern whether stars stand for something
 */
public record DnsNames(String text, boolean pattern) implements Comparable<DnsNames> {

    /** Longest name, in characters. */
    public static final int MAX_LENGTH = 255;

    public DnsNames {
        text = canonical(text);
        pattern = pattern && text.indexOf('*') >= 0;
    }

    /** One name. */
    public static DnsNames name(String text) {
        return new DnsNames(text, false);
    }

    /** What the stars stand for. */
    public static DnsNames pattern(String text) {
        return new DnsNames(text, true);
    }

    private static String canonical(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** Whether the name is one of them. */
    public boolean matches(String name) {
        var canonical = canonical(name);
        if (name.length() > MAX_LENGTH) {
            return false;
        }
        if (!pattern) {
            return text.equals(canonical);
        }
        int stars = stars(0);
        if (stars > 0 && stars == text.length()) {
            return true;
        }
        if (stars < 2 || text.charAt(stars) != '.') {
            return matchesFrom(0, canonical);
        }
        // Whole labels go to the stars, one at least; what follows their last dot is matched as it stands.
        for (int dot = canonical.indexOf('.'); dot > 0; dot = canonical.indexOf('.', dot + 1)) {
            boolean labels = isLabels(canonical.substring(0, dot));
            if (labels && matchesFrom(stars + 1, canonical.substring(dot + 1))) {
                return true;
            }
        }
        return false;
    }

    /** All places of the name where the pattern may be after each of its characters: no backtracking, however many stars. */
    private boolean matchesFrom(int start, String name) {
        var places = new BitSet();
        places.set(0);
        for (int at = start; at < text.length() && !places.isEmpty(); at++) {
            char wanted = text.charAt(at);
            var next = new BitSet();
            for (int place = places.nextSetBit(0); place >= 0; place = places.nextSetBit(place + 1)) {
                if (wanted == '*') {
                    int end = place;
                    next.set(end);
                    while (end < name.length() && isOfLabel(name.charAt(end))) {
                        next.set(++end);
                    }
                } else if (place < name.length() && name.charAt(place) == wanted) {
                    next.set(place + 1);
                }
            }
            places = next;
        }
        return places.get(name.length());
    }

    private static boolean isLabels(String text) {
        return !text.startsWith(".")
                && !text.endsWith(".")
                && !text.contains("..")
                && text.chars().allMatch(c -> c == '.' || isOfLabel((char) c));
    }

    private static boolean isOfLabel(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    /** How many stars stand there. */
    private int stars(int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) == '*') {
            end++;
        }
        return end - from;
    }

    @Override
    public int compareTo(DnsNames other) {
        int byText = text.compareTo(other.text);
        return byText != 0 ? byText : Boolean.compare(pattern, other.pattern);
    }

    @Override
    public String toString() {
        return text;
    }
}
