// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Conditions on labels, all of which must hold; without any it picks every label set. In canonical form: sorted,
 * without doubles, so that equal meaning as written by {@code matchLabels} or {@code matchExpressions} is equal here.
 *
 * @param requirements in order of key, source, operator, values
 */
public record LabelSelector(List<Requirement> requirements) implements Comparable<LabelSelector> {

    private static final LabelSelector EVERYTHING = new LabelSelector(List.of());

    public LabelSelector {
        requirements = requirements.stream().distinct().sorted().toList();
    }

    public static LabelSelector everything() {
        return EVERYTHING;
    }

    public static LabelSelector of(Requirement... requirements) {
        return new LabelSelector(List.of(requirements));
    }

    public boolean matches(Labels labels) {
        for (var requirement : requirements) {
            if (!requirement.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    /** This one with a further condition. */
    public LabelSelector and(Requirement requirement) {
        return new LabelSelector(
                Stream.concat(requirements.stream(), Stream.of(requirement)).toList());
    }

    @Override
    public int compareTo(LabelSelector other) {
        return toString().compareTo(other.toString());
    }

    /** Canonical text, such as {@code any:app=web,!k8s:canary}; empty for the selector that picks everything. */
    @Override
    public String toString() {
        return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
    }
}
