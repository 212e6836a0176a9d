// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set of labels, at most one for each source and key, sorted by key, then source. Lookup by key is a binary
 * search. Equal sets are equal whatever the order they were given in.
 */
public final class Labels implements Iterable<Label> {

    private static final Labels EMPTY = new Labels(new Label[0]);

    private final Label[] sorted;
    private final int hash;

    private Labels(Label[] sorted) {
        this.sorted = sorted;
        this.hash = Arrays.hashCode(sorted);
    }

    public static Labels empty() {
        return EMPTY;
    }

    public static Labels of(Label... labels) {
        return of(List.of(labels));
    }

    /**
     * The set of these labels; doubles count once.
     *
     * @throws IllegalArgumentException when one source and key has two values
     */
    public static Labels of(Collection<Label> labels) {
        var sorted = labels.stream().distinct().sorted().toArray(Label[]::new);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i].key().equals(sorted[i - 1].key())
                    && sorted[i].source().equals(sorted[i - 1].source())) {
                throw new IllegalArgumentException("two values of one label: " + sorted[i - 1] + ", " + sorted[i]);
            }
        }
        return sorted.length == 0 ? EMPTY : new Labels(sorted);
    }

    /** Reads each text as {@link Label#parse}. */
    public static Labels parse(String... texts) {
        return of(Arrays.stream(texts).map(Label::parse).toList());
    }

    /** The value of the label of this source and key; null without one. */
    public @Nullable String value(String source, String key) {
        for (int i = first(key); i < sorted.length && sorted[i].key().equals(key); i++) {
            if (sorted[i].source().equals(source)) {
                return sorted[i].value();
            }
        }
        return null;
    }

    public boolean has(String source, String key) {
        return value(source, key) != null;
    }

    /** Whether a label with this key, of whatever source, has a value that fits. */
    public boolean hasWithKey(String key, Predicate<String> value) {
        for (int i = first(key); i < sorted.length && sorted[i].key().equals(key); i++) {
            if (value.test(sorted[i].value())) {
                return true;
            }
        }
        return false;
    }

    /** Index of the first label whose key is not below this one. */
    private int first(String key) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle].key().compareTo(key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The same set with other instances of its labels. */
    public Labels replacedByEqual(UnaryOperator<Label> instance) {
        var replaced = new Label[sorted.length];
        Arrays.setAll(replaced, i -> instance.apply(sorted[i]));
        if (!Arrays.equals(sorted, replaced)) {
            throw new IllegalArgumentException("other labels than " + this);
        }
        return new Labels(replaced);
    }

    public int size() {
        return sorted.length;
    }

    public Stream<Label> stream() {
        return Arrays.stream(sorted);
    }

    @Override
    public Iterator<Label> iterator() {
        return Arrays.asList(sorted).iterator();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Labels labels && hash == labels.hash && Arrays.equals(sorted, labels.sorted);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** The labels in {@code source:key=value} form, separated by commas: the canonical key of an identity. */
    @Override
    public String toString() {
        return stream().map(Label::toString).collect(Collectors.joining(","));
    }
}
