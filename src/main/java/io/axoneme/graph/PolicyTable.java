// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.Cause;
import io.axoneme.model.Labels;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.PolicyRef;
import io.axoneme.model.PolicySpec;
import io.axoneme.model.PortMatch;
import io.axoneme.model.Rule;
import io.axoneme.selector.SelectorIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The policies of the cluster, each with a version that changes with whatever its rows depend on. Not thread-safe. */
final class PolicyTable {

    /**
     * What names a policy object, whatever its uid.
     *
     * @param name {@code namespace/name}
     */
    private record Key(String name, PolicyKind kind) implements Comparable<Key> {
        static Key of(PolicyRef ref) {
            return new Key(ref.namespace() + "/" + ref.name(), ref.kind());
        }

        @Override
        public int compareTo(Key other) {
            int byName = name.compareTo(other.name);
            return byName != 0 ? byName : kind.compareTo(other.kind);
        }
    }

    /** A spec and where it stands. */
    private record Place(Key policy, int index, PolicySpec spec) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byPolicy = policy.compareTo(other.policy);
            return byPolicy != 0 ? byPolicy : Integer.compare(index, other.index);
        }
    }

    /** A policy as it is now. */
    record Versioned(Policy policy, long version) {}

    /** A spec that selects an endpoint. */
    record Selecting(Versioned policy, int index) {
        PolicySpec spec() {
            return policy.policy().specs().get(index);
        }

        /** Whether it says what would be, and not what is. */
        boolean audited() {
            return policy.policy().audit();
        }

        Cause cause(Rule rule) {
            var part = rule.action() == Rule.Action.DENY ? Cause.Part.DENY : Cause.Part.ALLOW;
            return new Cause(policy.policy().ref(), rule.path(), part);
        }

        Cause defaultDeny() {
            return new Cause(policy.policy().ref(), spec().path(), Cause.Part.DEFAULT_DENY);
        }
    }

    private final Map<Key, Versioned> policies = new TreeMap<>();
    private final SelectorIndex<Place> subjects = new SelectorIndex<>();
    private final SortedSet<Key> dependent = new TreeSet<>();
    private long versions;

    /** Adds or replaces; the one before, if any. */
    @Nullable
    Policy put(Policy policy) {
        var before = remove(policy.ref());
        var key = Key.of(policy.ref());
        policies.put(key, new Versioned(policy, ++versions));
        for (int i = 0; i < policy.specs().size(); i++) {
            var spec = policy.specs().get(i);
            subjects.add(spec.subject(), new Place(key, i, spec));
        }
        if (rules(policy).anyMatch(PolicyTable::dependsOnMore)) {
            dependent.add(key);
        }
        return before;
    }

    /** Takes the policy of this name out, whatever its uid. */
    @Nullable
    Policy remove(PolicyRef ref) {
        var key = Key.of(ref);
        var before = policies.remove(key);
        if (before == null) {
            return null;
        }
        var specs = before.policy().specs();
        for (int i = 0; i < specs.size(); i++) {
            subjects.remove(specs.get(i).subject(), new Place(key, i, specs.get(i)));
        }
        dependent.remove(key);
        return before.policy();
    }

    Optional<Policy> get(PolicyRef ref) {
        return Optional.ofNullable(policies.get(Key.of(ref))).map(Versioned::policy);
    }

    /**
     * Gives a new version to the policies with a rule that fits, and returns them. Only those are asked whose rows depend on more than the
     * policy and identities' labels.
     */
    List<Policy> touch(Predicate<Rule> affected) {
        var touched = new ArrayList<Policy>();
        for (var key : dependent) {
            policies.computeIfPresent(key, (k, versioned) -> {
                if (rules(versioned.policy()).noneMatch(affected)) {
                    return versioned;
                }
                touched.add(versioned.policy());
                return new Versioned(versioned.policy(), ++versions);
            });
        }
        return touched;
    }

    /** The specs that select these labels, those of audited policies too, in order of policy name. */
    List<Selecting> selecting(Labels labels) {
        var places = new TreeSet<Place>();
        subjects.candidates(labels, place -> {
            if (place.spec().subject().matches(labels)) {
                places.add(place);
            }
        });
        return places.stream()
                .map(p -> new Selecting(Objects.requireNonNull(policies.get(p.policy())), p.index()))
                .toList();
    }

    /** Whether any spec selects these labels. */
    static boolean selects(Policy policy, Labels labels) {
        return policy.specs().stream().anyMatch(s -> s.subject().matches(labels));
    }

    static boolean usesPortName(Rule rule, String name) {
        return rule.ports().stream()
                .anyMatch(p -> p.match() instanceof PortMatch.Named named
                        && named.name().equals(name));
    }

    static boolean usesPeer(Rule rule, Predicate<PeerSelector> peer) {
        return rule.peers().stream().anyMatch(peer);
    }

    /** Whether what the rule comes to depends on who gives a port its name, on groups or on addresses of services. */
    private static boolean dependsOnMore(Rule rule) {
        return rule.ports().stream().anyMatch(p -> p.match() instanceof PortMatch.Named)
                || usesPeer(rule, PeerResolver::dependsOnMore);
    }

    private static Stream<Rule> rules(Policy policy) {
        return policy.specs().stream().flatMap(s -> s.rules().stream());
    }
}
