// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.pod;

import java.util.HashMap;
import java.util.Map;

/** One object for equal values. Forgets everything when it grows too large: it saves memory and decides nothing. */
final class Shared {

    private static final int LARGEST = 50_000;

    private final Map<Object, Object> values = new HashMap<>();

    @SuppressWarnings(
            "unchecked") // a value maps to an equal one, which of a final or immutable class has the same type
    <T> T of(T value) {
        if (values.size() >= LARGEST) {
            values.clear();
        }
        var known = values.putIfAbsent(value, value);
        return known == null ? value : (T) known;
    }
}
