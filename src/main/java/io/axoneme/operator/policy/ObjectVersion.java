// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import org.jspecify.annotations.Nullable;

/**
 * A resourceVersion, which within one kind grows with each write. Source: Kubernetes API concepts, "Resource versions": a
 * decimal number, comparable for the resources of one collection.
 *
 * @param number -1 when the text was none: before everything
 */
public record ObjectVersion(long number) implements Comparable<ObjectVersion> {

    /** Before every version. */
    public static final ObjectVersion NONE = new ObjectVersion(-1);

    /** Reads a resourceVersion; what is no number counts as {@link #NONE}. */
    public static ObjectVersion parse(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,18}") ? new ObjectVersion(Long.parseLong(text)) : NONE;
    }

    @Override
    public int compareTo(ObjectVersion other) {
        return Long.compare(number, other.number);
    }
}
