// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import io.axoneme.graph.NodeGraph;
import io.axoneme.kube.translate.Translation;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
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
     * @param standIn what is enforced where no valid version is known
     */
    public record Version(
            PolicyKind kind,
            String namespace,
            String name,
            String uid,
            String resourceVersion,
            Translation<Policy> present,
            Optional<Translation<Policy>> kept,
            Optional<Policy> standIn) {

        String key() {
            return Policies.key(kind, namespace, name);
        }
    }

    /**
     * What is enforced of an object.
     *
     * @param policy as its own document says, whatever its namespace says
     * @param valid a valid version, not what stands in for one
     */
    private record Held(Policy policy, boolean valid) {}

    private static final Logger LOG = Logger.getLogger(Policies.class);

    private final Supplier<NodeGraph> graph;
    private final Map<String, Held> held = new HashMap<>();
    private final Set<String> refused = new HashSet<>();
    private final Set<String> auditedNamespaces = new HashSet<>();
    private final Map<PolicyKind, Long> versions = new TreeMap<>();

    Policies(Supplier<NodeGraph> graph) {
        this.graph = graph;
    }

    /** Kind → highest resourceVersion handed in. */
    public Map<PolicyKind, Long> versions() {
        return Map.copyOf(versions);
    }

    /** What is enforced, or audited, by key. */
    public Map<String, Policy> enforced() {
        var enforced = new HashMap<String, Policy>();
        held.forEach((key, of) -> enforced.put(key, inItsNamespace(of.policy())));
        return enforced;
    }

    /** Policies without any valid version: nothing of them is enforced, but perhaps a default deny. */
    public SortedSet<String> notEnforced() {
        return new TreeSet<>(refused);
    }

    /** Present state of an object. */
    public void put(Version version) {
        reached(version.kind(), version.resourceVersion());
        var before = held.get(version.key());
        if (before != null && !before.policy().ref().uid().equals(version.uid())) {
            remove(version.key());
            before = null;
        }
        var now = effective(version, before);
        tell(version, now);
        if (now == null) {
            remove(version.key());
        } else if (!now.equals(before)) {
            held.put(version.key(), now);
            graph.get().putPolicy(inItsNamespace(now.policy()));
        }
    }

    /** An object that is no more. */
    public void remove(PolicyKind kind, String namespace, String name) {
        refused.remove(key(kind, namespace, name));
        remove(key(kind, namespace, name));
    }

    /** Whether the policies of a namespace are audited, whatever they say themselves. */
    void namespaceChanged(String namespace, boolean audited) {
        boolean changed = audited ? auditedNamespaces.add(namespace) : auditedNamespaces.remove(namespace);
        if (changed) {
            held.values().stream()
                    .map(Held::policy)
                    .filter(p -> p.ref().namespace().equals(namespace))
                    .forEach(p -> graph.get().putPolicy(inItsNamespace(p)));
        }
    }

    /** Everything of the kind up to this version has been handed in. */
    public void reached(PolicyKind kind, String resourceVersion) {
        if (resourceVersion.matches("[0-9]{1,18}")) {
            versions.merge(kind, Long.parseLong(resourceVersion), Math::max);
        }
    }

    /**
     * The present version, or the last valid one: the one enforced here, or for a node that came later the one in the status; without any,
     * what stands in for it.
     */
    private static @Nullable Held effective(Version version, @Nullable Held before) {
        if (version.present() instanceof Translation.Valid<Policy>(var policy)) {
            return new Held(policy, true);
        }
        if (before != null && before.valid()) {
            return before;
        }
        if (version.kept().orElse(version.present()) instanceof Translation.Valid<Policy>(var kept)) {
            return new Held(kept, true);
        }
        return version.standIn().map(p -> new Held(p, false)).orElse(null);
    }

    private void tell(Version version, @Nullable Held now) {
        if (now != null && now.valid()) {
            refused.remove(version.key());
        } else if (refused.add(version.key())) {
            LOG.warnf(
                    "%s %s/%s: NOT ENFORCED, it was never valid%s",
                    version.kind().text(),
                    version.namespace(),
                    version.name(),
                    now == null ? "" : "; what it selects is in default deny");
        }
    }

    private Policy inItsNamespace(Policy policy) {
        return policy.auditedIf(auditedNamespaces.contains(policy.ref().namespace()));
    }

    private static String key(PolicyKind kind, String namespace, String name) {
        return kind + ":" + namespace + "/" + name;
    }

    private void remove(String key) {
        var gone = held.remove(key);
        if (gone != null) {
            graph.get().removePolicy(gone.policy().ref());
        }
    }
}
