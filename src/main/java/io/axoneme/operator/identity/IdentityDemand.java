// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.identity;

import io.axoneme.kube.pod.NamespaceRecord;
import io.axoneme.kube.pod.PodRecord;
import io.axoneme.model.LabelFilter;
import io.axoneme.model.Labels;
import io.axoneme.operator.policy.Population;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which sets of labels the pods of the cluster need an identity for. A function of the pods and namespaces there are: a pod
 * whose namespace is not known yet needs none until it is. Not thread-safe.
 */
final class IdentityDemand {

    private final LabelFilter filter;
    private final String cluster;
    private final Map<String, Map<String, String>> namespaces = new HashMap<>();
    private final Map<String, Map<String, PodRecord>> pods = new HashMap<>();
    private final Map<PodName, Labels> labels = new HashMap<>();
    private final Map<Labels, Integer> users = new HashMap<>();
    private final Set<Labels> fresh = new LinkedHashSet<>();
    private final Set<String> audited = new HashSet<>();

    private record PodName(String namespace, String name) {}

    IdentityDemand(LabelFilter filter, String cluster) {
        this.filter = filter;
        this.cluster = cluster;
    }

    /** Whether some pod has these labels. */
    boolean needs(Labels of) {
        return users.containsKey(of);
    }

    /** Every set of labels that some pod has. */
    Collection<Labels> all() {
        return users.keySet();
    }

    /** The pods there are, as policies see them. */
    Population population() {
        return Population.of(users, audited);
    }

    /** Sets of labels that have come into need since this was last called. */
    Set<Labels> drainFresh() {
        var drained = new LinkedHashSet<>(fresh);
        fresh.clear();
        drained.removeIf(labels -> !needs(labels));
        return drained;
    }

    void namespaces(Collection<NamespaceRecord> all) {
        var gone = new LinkedHashSet<>(namespaces.keySet());
        all.forEach(namespace -> gone.remove(namespace.name()));
        gone.forEach(this::removeNamespace);
        all.forEach(this::namespace);
    }

    void namespace(NamespaceRecord namespace) {
        if (namespace.audit()) {
            audited.add(namespace.name());
        } else {
            audited.remove(namespace.name());
        }
        if (!namespace.labels().equals(namespaces.put(namespace.name(), namespace.labels()))) {
            recompute(namespace.name());
        }
    }

    void removeNamespace(String name) {
        namespaces.remove(name);
        audited.remove(name);
        recompute(name);
    }

    void pods(Collection<PodRecord> all) {
        var before = Map.copyOf(labels);
        pods.clear();
        for (var pod : all) {
            pods.computeIfAbsent(pod.namespace(), name -> new HashMap<>()).put(pod.name(), pod);
        }
        before.keySet().forEach(this::recompute);
        all.forEach(pod -> recompute(new PodName(pod.namespace(), pod.name())));
    }

    void pod(PodRecord pod) {
        pods.computeIfAbsent(pod.namespace(), name -> new HashMap<>()).put(pod.name(), pod);
        recompute(new PodName(pod.namespace(), pod.name()));
    }

    /** Forgets a pod, unless its name has gone over to another one meanwhile. */
    void removePod(PodRecord pod) {
        var named = pods.get(pod.namespace());
        var known = named == null ? null : named.get(pod.name());
        if (named == null || known == null || !known.uid().equals(pod.uid())) {
            return;
        }
        named.remove(pod.name());
        if (named.isEmpty()) {
            pods.remove(pod.namespace());
        }
        recompute(new PodName(pod.namespace(), pod.name()));
    }

    private void recompute(String namespace) {
        for (var name : Set.copyOf(pods.getOrDefault(namespace, Map.of()).keySet())) {
            recompute(new PodName(namespace, name));
        }
    }

    private void recompute(PodName pod) {
        var after = labelsOf(pod);
        var before = after == null ? labels.remove(pod) : labels.put(pod, after);
        if (after != null && after.equals(before)) {
            return;
        }
        if (after != null && users.merge(after, 1, Integer::sum) == 1) {
            fresh.add(after);
        }
        if (before != null) {
            users.computeIfPresent(before, (key, count) -> count == 1 ? null : count - 1);
        }
    }

    private @Nullable Labels labelsOf(PodName name) {
        var pod = pods.getOrDefault(name.namespace(), Map.of()).get(name.name());
        var namespaceLabels = namespaces.get(name.namespace());
        return pod == null || namespaceLabels == null || !pod.needsIdentity()
                ? null
                : pod.identityLabels(namespaceLabels, cluster).identityLabels(filter);
    }
}
