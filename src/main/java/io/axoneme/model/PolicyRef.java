// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.Comparator;

/**
 * Names a policy object. Ordered by kind, namespace, name, uid.
 *
 * @param namespace empty exactly for cluster-wide kinds
 * @param uid empty offline
 */
public record PolicyRef(PolicyKind kind, String namespace, String name, String uid) implements Comparable<PolicyRef> {

    private static final Comparator<PolicyRef> ORDER = Comparator.comparing(PolicyRef::toString)
            .thenComparing(PolicyRef::kind)
            .thenComparing(PolicyRef::uid);

    public PolicyRef {
        if (name.isEmpty() || kind.namespaced() == namespace.isEmpty()) {
            throw new IllegalArgumentException(kind.text() + " \"" + namespace + "/" + name + "\"");
        }
    }

    /** {@code Kind:namespace/name}: for lines where the short form names two objects. */
    public String qualified() {
        return kind.text() + ":" + this;
    }

    /** Order of the short form; kinds and uids break ties. */
    @Override
    public int compareTo(PolicyRef other) {
        return ORDER.compare(this, other);
    }

    /** {@code namespace/name}, or {@code name} when cluster-wide: how a cause is spelt. */
    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
