// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import io.axoneme.graph.NodeGraph;
import io.axoneme.kube.translate.Translation;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.Problem;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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

    /**
     * An object whose present version is not valid.
     *
     * @param problems why, at least one
     * @param inForce what holds in its place
     */
    public record Fault(PolicyKind kind, String namespace, String name, List<Problem> problems, InForce inForce) {}

    /** What holds in place of a version that is not valid. */
    public enum InForce {
        LAST_VALID,
        DEFAULT_DENY,
        NOTHING
    }

    private static final Logger LOG = Logger.getLogger(Policies.class);

    private final Supplier<NodeGraph> graph;
    private final Map<String, Held> held = new HashMap<>();
    private final Map<String, Fault> faults = new TreeMap<>();
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

    /** Policies whose present version is not valid, in order. */
    public List<Fault> faults() {
        return List.copyOf(faults.values());
    }

    /** How many there are, valid or not. */
    public int count() {
        var all = new HashSet<>(held.keySet());
        all.addAll(faults.keySet());
        return all.size();
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
        note(version, now);
        if (now == null) {
            remove(version.key());
        } else if (!now.equals(before)) {
            held.put(version.key(), now);
            graph.get().putPolicy(inItsNamespace(now.policy()));
        }
    }

    /** An object that is no more. */
    public void remove(PolicyKind kind, String namespace, String name) {
        faults.remove(key(kind, namespace, name));
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

    private void note(Version version, @Nullable Held now) {
        var problems = version.present().faults();
        if (problems.isEmpty()) {
            faults.remove(version.key());
            return;
        }
        var inForce = now == null ? InForce.NOTHING : now.valid() ? InForce.LAST_VALID : InForce.DEFAULT_DENY;
        var before = faults.put(
                version.key(), new Fault(version.kind(), version.namespace(), version.name(), problems, inForce));
        if (inForce != InForce.LAST_VALID && (before == null || before.inForce() == InForce.LAST_VALID)) {
            LOG.warnf(
                    "%s %s/%s: NOT ENFORCED, it was never valid%s",
                    version.kind().text(),
                    version.namespace(),
                    version.name(),
                    inForce == InForce.NOTHING ? "" : "; what it selects is in default deny");
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
