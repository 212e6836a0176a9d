// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which version of each object was handed in last, so that a second word about the same one costs nothing. Not thread-safe.
 *
 * @param <K> what names an object
 */
final class HandedIn<K> {

    private record Version(String uid, String resourceVersion) {}

    private final Map<K, Version> last = new HashMap<>();

    /** Whether it is another one than was said before; an absence always is. */
    boolean isNews(K name, Optional<? extends HasMetadata> present) {
        if (present.isEmpty()) {
            last.remove(name);
            return true;
        }
        var metadata = present.get().getMetadata();
        var version = new Version(
                Objects.requireNonNullElse(metadata.getUid(), ""),
                Objects.requireNonNullElse(metadata.getResourceVersion(), ""));
        return !version.equals(last.put(name, version));
    }
}
