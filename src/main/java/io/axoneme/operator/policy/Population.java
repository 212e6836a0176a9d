// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import io.axoneme.model.Label;
import io.axoneme.model.LabelKeys;
import io.axoneme.model.Labels;
import io.axoneme.model.Policy;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The pods of the cluster as policies see them.
 *
 * @param byNamespace namespace → labels of identities in use there → how many pods have them
 * @param audited namespaces whose policies are audited
 */
public record Population(Map<String, Map<Labels, Integer>> byNamespace, Set<String> audited) {

    public Population {
        byNamespace = Map.copyOf(byNamespace);
        audited = Set.copyOf(audited);
    }

    /** Of how many pods have each set of labels. */
    public static Population of(Map<Labels, Integer> pods, Set<String> audited) {
        var byNamespace = new HashMap<String, Map<Labels, Integer>>();
        pods.forEach((labels, count) -> byNamespace
                .computeIfAbsent(
                        Objects.requireNonNullElse(labels.value(Label.K8S, LabelKeys.NAMESPACE), ""),
                        namespace -> new HashMap<>())
                .put(labels, count));
        return new Population(byNamespace, audited);
    }

    /** How many pods a policy selects. */
    long selectedBy(Policy policy) {
        return within(policy.ref().namespace()).stream()
                .flatMap(sets -> sets.entrySet().stream())
                .filter(e -> policy.specs().stream().anyMatch(s -> s.subject().matches(e.getKey())))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Namespaces in which something differs. */
    Set<String> differences(Population other) {
        var names = new TreeSet<>(byNamespace.keySet());
        names.addAll(other.byNamespace.keySet());
        names.removeIf(name -> Objects.equals(byNamespace.get(name), other.byNamespace.get(name)));
        var turned = new TreeSet<>(audited);
        turned.addAll(other.audited);
        turned.removeIf(name -> audited.contains(name) == other.audited.contains(name));
        names.addAll(turned);
        return names;
    }

    private Collection<Map<Labels, Integer>> within(String namespace) {
        return namespace.isEmpty() ? byNamespace.values() : List.of(byNamespace.getOrDefault(namespace, Map.of()));
    }
}
