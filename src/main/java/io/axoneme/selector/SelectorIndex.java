// SPDX-License-Identifier: Apache-2.0
package io.axoneme.selector;

import io.axoneme.model.Label;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.Labels;
import io.axoneme.model.Requirement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the selectors that may pick a set of labels without looking at all of them. A selector is filed under one label that it demands, the
 * one under which the fewest others are; one that demands none is looked at always. Not thread-safe.
 *
 * @param <T> what stands for a selector
 */
public final class SelectorIndex<T> {

    /** A label that a selector cannot do without; any value will do where it is null. */
    private record Demand(
            String source, String key, @Nullable String value) {}

    private final Map<Demand, List<T>> byDemand = new HashMap<>();
    private final List<T> undemanding = new ArrayList<>();

    public void add(LabelSelector selector, T item) {
        var place = demands(selector).stream()
                .min((a, b) ->
                        Integer.compare(filedUnder(a).size(), filedUnder(b).size()))
                .map(demand -> byDemand.computeIfAbsent(demand, d -> new ArrayList<>(1)))
                .orElse(undemanding);
        place.add(item);
    }

    /**
     * Takes out what was added with an equal selector.
     *
     * @throws IllegalStateException when it was not
     */
    public void remove(LabelSelector selector, T item) {
        for (var demand : demands(selector)) {
            var filed = byDemand.get(demand);
            if (filed != null && filed.remove(item)) {
                if (filed.isEmpty()) {
                    byDemand.remove(demand);
                }
                return;
            }
        }
        if (!undemanding.remove(item)) {
            throw new IllegalStateException("selector " + selector + " is not in the index");
        }
    }

    /** Gives all whose selector picks these labels, and others, perhaps some of them twice. */
    public void candidates(Labels labels, Consumer<? super T> sink) {
        undemanding.forEach(sink);
        for (var label : labels) {
            offer(label.source(), label, sink);
            offer(Requirement.ANY_SOURCE, label, sink);
        }
    }

    private void offer(String source, Label label, Consumer<? super T> sink) {
        filedUnder(new Demand(source, label.key(), label.value())).forEach(sink);
        filedUnder(new Demand(source, label.key(), null)).forEach(sink);
    }

    private List<T> filedUnder(Demand demand) {
        return byDemand.getOrDefault(demand, List.of());
    }

    private static List<Demand> demands(LabelSelector selector) {
        var demands = new ArrayList<Demand>();
        for (var requirement : selector.requirements()) {
            switch (requirement.operator()) {
                case IN, EXISTS -> {
                    var value = requirement.values().size() == 1
                            ? requirement.values().getFirst()
                            : null;
                    demands.add(new Demand(requirement.source(), requirement.key(), value));
                }
                case NOT_IN, DOES_NOT_EXIST -> {}
            }
        }
        return demands;
    }
}
