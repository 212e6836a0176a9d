// SPDX-License-Identifier: Apache-2.0
package io.axoneme.selector;

import io.axoneme.model.Label;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.Labels;
import io.axoneme.model.Requirement;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** Which slots' identities carry a label: finds what a selector picks without looking at each identity. Not thread-safe. */
public final class LabelIndex {

    private record Value(String source, String key, String value) {}

    private record Key(String source, String key) {}

    private final Map<Value, RoaringBitmap> byValue = new HashMap<>();
    private final Map<Key, RoaringBitmap> byKey = new HashMap<>();
    private final RoaringBitmap all = new RoaringBitmap();

    public void add(int slot, Labels labels) {
        all.add(slot);
        for (var label : labels) {
            forEachSource(label, source -> {
                byValue.computeIfAbsent(new Value(source, label.key(), label.value()), v -> new RoaringBitmap())
                        .add(slot);
                byKey.computeIfAbsent(new Key(source, label.key()), k -> new RoaringBitmap())
                        .add(slot);
            });
        }
    }

    public void remove(int slot, Labels labels) {
        all.remove(slot);
        for (var label : labels) {
            forEachSource(label, source -> {
                byValue.computeIfPresent(
                        new Value(source, label.key(), label.value()), (v, slots) -> without(slots, slot));
                byKey.computeIfPresent(new Key(source, label.key()), (k, slots) -> without(slots, slot));
            });
        }
    }

    /** The slots whose labels the selector picks. */
    public RoaringBitmap picked(LabelSelector selector) {
        var result = all.clone();
        for (var requirement : selector.requirements()) {
            var slots = withRequirement(requirement);
            switch (requirement.operator()) {
                case IN, EXISTS -> result.and(slots);
                case NOT_IN, DOES_NOT_EXIST -> result.andNot(slots);
            }
            if (result.isEmpty()) {
                break;
            }
        }
        return result;
    }

    private RoaringBitmap withRequirement(Requirement requirement) {
        var slots = new RoaringBitmap();
        if (requirement.values().isEmpty()) {
            slots.or(byKey.getOrDefault(new Key(requirement.source(), requirement.key()), new RoaringBitmap()));
        }
        for (var value : requirement.values()) {
            slots.or(byValue.getOrDefault(
                    new Value(requirement.source(), requirement.key(), value), new RoaringBitmap()));
        }
        return slots;
    }

    private static void forEachSource(Label label, Consumer<String> action) {
        action.accept(label.source());
        action.accept(Requirement.ANY_SOURCE);
    }

    private static @Nullable RoaringBitmap without(RoaringBitmap slots, int slot) {
        slots.remove(slot);
        return slots.isEmpty() ? null : slots;
    }
}
