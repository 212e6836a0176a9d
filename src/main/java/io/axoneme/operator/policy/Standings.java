// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.PolicyRef;
import io.axoneme.model.World;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where each policy stands, of the pods and the policies with L7 rules that there are. Thread-safe: each is asked of one present state. */
public final class Standings {

    /** In place of a namespace: cluster-wide policies, and so perhaps all. */
    static final String EVERYWHERE = "";

    private record Present(Population population, Narrowing narrowing) {}

    private final World.Options options;
    private final Map<PolicyRef, Policy> withL7 = new ConcurrentHashMap<>();
    private final List<Consumer<Set<String>>> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable Present present;

    /** @param cluster name of the own cluster */
    public Standings(String cluster) {
        var given = World.Options.DEFAULT;
        this.options = new World.Options(cluster, given.dualStack(), given.mode(), given.dnsPods(), given.l7OverL4());
    }

    /** Has a listener called with the namespaces whose policies may stand otherwise now; {@link #EVERYWHERE} among them stands for all. */
    void listen(Consumer<Set<String>> listener) {
        listeners.add(listener);
    }

    /** The pods as they are now. To be called by one thread. */
    public void population(Population now) {
        var before = present;
        var labels = now.byNamespace().values().stream()
                .flatMap(sets -> sets.keySet().stream())
                .toList();
        present = new Present(now, new Narrowing(options, labels));
        if (before == null) {
            tell(Set.of(EVERYWHERE));
            return;
        }
        var affected = new TreeSet<>(now.differences(before.population()));
        if (!affected.isEmpty()) {
            withL7.keySet().forEach(ref -> affected.add(ref.namespace()));
            tell(affected);
        }
    }

    /** The version of a policy that is enforced now. */
    void put(Policy policy) {
        boolean counts = Narrowing.hasL7(policy) && !policy.audit();
        var before = counts ? withL7.put(policy.ref(), policy) : withL7.remove(policy.ref());
        if (counts ? !policy.equals(before) : before != null) {
            tell(Set.of(policy.ref().namespace()));
        }
    }

    /** A policy that is no more. */
    void remove(PolicyKind kind, String namespace, String name) {
        for (var ref : Set.copyOf(withL7.keySet())) {
            boolean gone = ref.kind() == kind
                    && ref.namespace().equals(namespace)
                    && ref.name().equals(name)
                    && withL7.remove(ref) != null;
            if (gone) {
                tell(Set.of(namespace));
            }
        }
    }

    /** Whether anything can be said: the pods have been listed. */
    boolean known() {
        return present != null;
    }

    /** Where a policy stands; empty until the pods are known. */
    Optional<Standing> of(Policy policy) {
        return Optional.ofNullable(present)
                .map(now -> new Standing(now.population().selectedBy(policy), narrowedBy(now, policy)));
    }

    private List<PolicyRef> narrowedBy(Present now, Policy policy) {
        if (isAudited(now, policy)) {
            return List.of();
        }
        return withL7.values().stream()
                .filter(l7 -> !l7.ref().equals(policy.ref()) && !isAudited(now, l7))
                .filter(l7 -> meet(l7.ref().namespace(), policy.ref().namespace()))
                .filter(l7 -> now.narrowing().narrows(policy, l7))
                .map(Policy::ref)
                .sorted()
                .toList();
    }

    private static boolean isAudited(Present now, Policy policy) {
        return policy.audit()
                || now.population().audited().contains(policy.ref().namespace());
    }

    /** Policies of two namespaces select nobody in common. */
    private static boolean meet(String one, String other) {
        return one.equals(EVERYWHERE) || other.equals(EVERYWHERE) || Objects.equals(one, other);
    }

    private void tell(Set<String> namespaces) {
        listeners.forEach(listener -> listener.accept(namespaces));
    }
}
