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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The policies of the cluster, each with a version that changes with whatever its rows depend on. Not thread-safe. */
final class PolicyTable {

    /** What names a policy object, whatever its uid. */
    private record Key(PolicyKind kind, String namespace, String name) implements Comparable<Key> {
        static Key of(PolicyRef ref) {
            return new Key(ref.kind(), ref.namespace(), ref.name());
        }

        @Override
        public int compareTo(Key other) {
            int byName = (namespace + "/" + name).compareTo(other.namespace + "/" + other.name);
            return byName != 0 ? byName : kind.compareTo(other.kind);
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
    private long versions;

    /** Adds or replaces; the one before, if any. */
    @Nullable
    Policy put(Policy policy) {
        var before = policies.put(Key.of(policy.ref()), new Versioned(policy, ++versions));
        return before == null ? null : before.policy();
    }

    /** Takes the policy of this name out, whatever its uid. */
    @Nullable
    Policy remove(PolicyRef ref) {
        var before = policies.remove(Key.of(ref));
        return before == null ? null : before.policy();
    }

    /** Gives a new version to the policies with a rule that fits, and returns them. */
    List<Policy> touch(Predicate<Rule> affected) {
        var touched = new ArrayList<Policy>();
        policies.replaceAll((key, versioned) -> {
            boolean fits = versioned.policy().specs().stream()
                    .flatMap(s -> s.rules().stream())
                    .anyMatch(affected);
            if (!fits) {
                return versioned;
            }
            touched.add(versioned.policy());
            return new Versioned(versioned.policy(), ++versions);
        });
        return touched;
    }

    /** The specs that select these labels, those of audited policies too, in order of policy name. */
    List<Selecting> selecting(Labels labels) {
        var result = new ArrayList<Selecting>();
        for (var versioned : policies.values()) {
            var specs = versioned.policy().specs();
            for (int i = 0; i < specs.size(); i++) {
                if (specs.get(i).subject().matches(labels)) {
                    result.add(new Selecting(versioned, i));
                }
            }
        }
        return result;
    }

    Collection<Versioned> all() {
        return policies.values();
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
}
