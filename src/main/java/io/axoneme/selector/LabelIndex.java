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

/**
 * Which slots' identities carry a label: finds what a selector picks without looking at each identity. Equal labels are kept once: a
 * cluster has far fewer of them than identities. Not thread-safe.
 */
public final class LabelIndex {

    private static final RoaringBitmap NONE = new RoaringBitmap();

    private record Value(String key, String value) {}

    private record Key(String source, String key) {}

    /** A label with the slots that carry it. */
    private record Carriers(Label label, RoaringBitmap slots) {}

    private final Map<Label, Carriers> byLabel = new HashMap<>();
    private final Map<Value, RoaringBitmap> byValueOfAnySource = new HashMap<>();
    private final Map<Key, RoaringBitmap> byKey = new HashMap<>();
    private final RoaringBitmap all = new RoaringBitmap();

    /** The same labels, made of those that are kept here: to be held instead of the given ones. */
    public Labels add(int slot, Labels labels) {
        all.add(slot);
        return labels.replacedByEqual(label -> {
            forEachKey(
                    label,
                    key -> byKey.computeIfAbsent(key, k -> new RoaringBitmap()).add(slot));
            byValueOfAnySource
                    .computeIfAbsent(new Value(label.key(), label.value()), v -> new RoaringBitmap())
                    .add(slot);
            var carriers = byLabel.computeIfAbsent(label, l -> new Carriers(l, new RoaringBitmap()));
            carriers.slots().add(slot);
            return carriers.label();
        });
    }

    public void remove(int slot, Labels labels) {
        all.remove(slot);
        for (var label : labels) {
            byLabel.computeIfPresent(label, (l, carriers) -> without(carriers.slots(), slot) == null ? null : carriers);
            byValueOfAnySource.computeIfPresent(
                    new Value(label.key(), label.value()), (v, slots) -> without(slots, slot));
            forEachKey(label, key -> byKey.computeIfPresent(key, (k, slots) -> without(slots, slot)));
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
            slots.or(byKey.getOrDefault(new Key(requirement.source(), requirement.key()), NONE));
        }
        for (var value : requirement.values()) {
            slots.or(withValue(requirement, value));
        }
        return slots;
    }

    private RoaringBitmap withValue(Requirement requirement, String value) {
        if (requirement.source().equals(Requirement.ANY_SOURCE)) {
            return byValueOfAnySource.getOrDefault(new Value(requirement.key(), value), NONE);
        }
        var carriers = byLabel.get(new Label(requirement.source(), requirement.key(), value));
        return carriers == null ? NONE : carriers.slots();
    }

    private static void forEachKey(Label label, Consumer<Key> action) {
        action.accept(new Key(label.source(), label.key()));
        action.accept(new Key(Requirement.ANY_SOURCE, label.key()));
    }

    private static @Nullable RoaringBitmap without(RoaringBitmap slots, int slot) {
        slots.remove(slot);
        return slots.isEmpty() ? null : slots;
    }
}
