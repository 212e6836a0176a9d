// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.Comparator;
import java.util.List;

/**
 * One condition of a label selector on one key.
 *
 * @param source the label's source; {@link #ANY_SOURCE} takes every source
 * @param key the label's key, not empty
 * @param operator how the label's value is judged
 * @param values sorted, without doubles; not empty for In and NotIn, empty for the others
 */
public record Requirement(String source, String key, Operator operator, List<String> values)
        implements Comparable<Requirement> {

    /** Stands for every source: a key with the prefix {@code any:} or with none. */
    public static final String ANY_SOURCE = "any";

    private static final Comparator<Requirement> ORDER = Comparator.comparing(Requirement::key)
            .thenComparing(Requirement::source)
            .thenComparing(Requirement::operator)
            .thenComparing(r -> String.join("\0", r.values()));

    /** NotIn and DoesNotExist also hold when the key is absent. */
    public enum Operator {
        IN("In"),
        NOT_IN("NotIn"),
        EXISTS("Exists"),
        DOES_NOT_EXIST("DoesNotExist");

        private final String text;

        Operator(String text) {
            this.text = text;
        }

        /** As in {@code matchExpressions[].operator}. */
        public String text() {
            return text;
        }
    }

    public Requirement {
        if (source.isEmpty() || key.isEmpty()) {
            throw new IllegalArgumentException("requirement without source or key");
        }
        values = values.stream().distinct().sorted().toList();
        boolean wantsValues = operator == Operator.IN || operator == Operator.NOT_IN;
        if (wantsValues == values.isEmpty()) {
            throw new IllegalArgumentException(operator.text() + (wantsValues ? " without" : " with") + " values");
        }
    }

    public static Requirement equalTo(String source, String key, String value) {
        return new Requirement(source, key, Operator.IN, List.of(value));
    }

    public static Requirement exists(String source, String key) {
        return new Requirement(source, key, Operator.EXISTS, List.of());
    }

    /** With {@link #ANY_SOURCE}, In and Exists need one label of the key that fits, NotIn and DoesNotExist need that none does. */
    public boolean matches(Labels labels) {
        return switch (operator) {
            case IN -> picksSome(labels, true);
            case NOT_IN -> !picksSome(labels, true);
            case EXISTS -> picksSome(labels, false);
            case DOES_NOT_EXIST -> !picksSome(labels, false);
        };
    }

    private boolean picksSome(Labels labels, boolean byValue) {
        if (source.equals(ANY_SOURCE)) {
            return labels.hasWithKey(key, value -> !byValue || values.contains(value));
        }
        var value = labels.value(source, key);
        return value != null && (!byValue || values.contains(value));
    }

    @Override
    public int compareTo(Requirement other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        var name = source + ":" + key;
        return switch (operator) {
            case IN -> values.size() == 1 ? name + "=" + values.getFirst() : name + " in " + values;
            case NOT_IN -> name + " notin " + values;
            case EXISTS -> name;
            case DOES_NOT_EXIST -> "!" + name;
        };
    }
}
