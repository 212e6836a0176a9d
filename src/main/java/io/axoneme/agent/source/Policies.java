// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import io.axoneme.graph.NodeGraph;
import io.axoneme.kube.translate.Translation;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.PolicyRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Policies as they are enforced here: each in its present version when that is valid, else in its last valid one. Remembers up to which resourceVersion of
 * each kind everything was handed in. Owned by the engine's thread.
 */
public final class Policies {

    /**
     * One version of one object.
     *
     * @param resourceVersion the object's
     * @param present its translation
     * @param kept of the last valid version that its status keeps
     */
    public record Version(
            PolicyKind kind,
            String namespace,
            String name,
            String uid,
            String resourceVersion,
            Translation<Policy> present,
            Optional<Translation<Policy>> kept) {

        String key() {
            return kind + ":" + namespace + "/" + name;
        }
    }

    private static final Logger LOG = Logger.getLogger(Policies.class);

    private final Supplier<NodeGraph> graph;
    private final Map<String, Policy> enforced = new HashMap<>();
    private final Set<String> refused = new HashSet<>();
    private final Map<PolicyKind, Long> versions = new TreeMap<>();

    Policies(Supplier<NodeGraph> graph) {
        this.graph = graph;
    }

    /** Kind → highest resourceVersion handed in. */
    public Map<PolicyKind, Long> versions() {
        return Map.copyOf(versions);
    }

    /** What is enforced, by key. */
    public Map<String, Policy> enforced() {
        return Map.copyOf(enforced);
    }

    /** Policies without any valid version: nothing of them is enforced. */
    public SortedSet<String> notEnforced() {
        return new TreeSet<>(refused);
    }

    /** Present state of an object. */
    public void put(Version version) {
        reached(version.kind(), version.resourceVersion());
        var before = enforced.get(version.key());
        if (before != null && !before.ref().uid().equals(version.uid())) {
            remove(version.key());
            before = null;
        }
        var policy = effective(version, before);
        refused.remove(version.key());
        if (policy == null) {
            refused.add(version.key());
            LOG.warnf(
                    "%s %s/%s: NOT ENFORCED, it was never valid",
                    version.kind().text(), version.namespace(), version.name());
            remove(version.key());
        } else if (!policy.equals(before)) {
            enforced.put(version.key(), policy);
            graph.get().putPolicy(policy);
        }
    }

    /** An object that is no more. */
    public void remove(PolicyKind kind, String namespace, String name) {
        refused.remove(kind + ":" + namespace + "/" + name);
        remove(kind + ":" + namespace + "/" + name);
    }

    /** Everything of the kind up to this version has been handed in. */
    public void reached(PolicyKind kind, String resourceVersion) {
        if (resourceVersion.matches("[0-9]{1,18}")) {
            versions.merge(kind, Long.parseLong(resourceVersion), Math::max);
        }
    }

    /** The present version, or the last valid one: the one enforced here, or for a node that came later the one in the status. */
    private static @Nullable Policy effective(Version version, @Nullable Policy before) {
        if (version.present() instanceof Translation.Valid<Policy>(var policy)) {
            return policy;
        }
        if (before != null) {
            return before;
        }
        return version.kept().orElse(version.present()) instanceof Translation.Valid<Policy>(var kept) ? kept : null;
    }

    private void remove(String key) {
        var policy = enforced.remove(key);
        if (policy != null) {
            PolicyRef ref = policy.ref();
            graph.get().removePolicy(ref);
        }
    }
}
