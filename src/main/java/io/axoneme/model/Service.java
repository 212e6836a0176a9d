// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service, as far as policy asks who is behind it. Its own addresses are nobody's: what is sent there goes to a backend before it is
 * judged.
 *
 * @param labels of the object, with source k8s
 * @param pods picks the pods behind it, namespace and cluster included; null when it selects none
 * @param backends without a selector the addresses that its slices name, sorted; with one empty
 */
public record Service(
        String namespace,
        String name,
        Labels labels,
        @Nullable LabelSelector pods,
        List<IpAddress> backends) {

    public Service {
        backends =
                pods != null ? List.of() : backends.stream().distinct().sorted().toList();
    }

    /** {@code namespace/name}. */
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
