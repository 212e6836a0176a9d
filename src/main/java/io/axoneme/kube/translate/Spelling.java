// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds what a misspelt word may have meant. */
final class Spelling {

    private Spelling() {}

    /** {@code ; did you mean "x"?} with the known word nearest to this one, or the list of all when none is near. */
    static String hint(String word, Collection<String> known) {
        var nearest = known.stream()
                .min(Comparator.<String>comparingInt(k -> distance(word, k)).thenComparing(Comparator.naturalOrder()));
        if (nearest.isPresent() && distance(word, nearest.get()) <= Math.max(2, word.length() / 3)) {
            return "; did you mean \"" + nearest.get() + "\"?";
        }
        return "; known: " + String.join(", ", known.stream().sorted().toList());
    }

    /** The known word nearest to this one. */
    static String nearest(String word, Collection<String> known) {
        return known.stream()
                .min(Comparator.<String>comparingInt(k -> distance(word, k)).thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** Single-character edits between two words, case ignored. */
    private static int distance(String left, String right) {
        var a = left.toLowerCase(Locale.ROOT);
        var b = right.toLowerCase(Locale.ROOT);
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
