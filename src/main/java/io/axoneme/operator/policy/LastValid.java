// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import io.axoneme.kube.crd.EnforcedSpec;
import io.axoneme.kube.crd.PolicyResource;
import io.axoneme.kube.policy.PolicyDocuments;
import io.axoneme.kube.translate.Translation;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The last valid version of each policy that this process has seen: a reconciler sees only the newest, and two changes in
 * a row would leave it without one. The trees are those of the informer's cache, not copies. Thread-safe.
 */
final class LastValid {

    private final PolicyDocuments documents;
    private final Map<String, EnforcedSpec> byUid = new ConcurrentHashMap<>();

    LastValid(PolicyDocuments documents) {
        this.documents = documents;
    }

    /** Takes note of a version. */
    void see(PolicyResource policy) {
        if (documents.present(policy) instanceof Translation.Valid<?>) {
            byUid.put(Subjects.uid(policy), EnforcedSpec.of(Subjects.generation(policy), policy.desired()));
        }
    }

    /** Forgets an object. */
    void forget(PolicyResource policy) {
        byUid.remove(Subjects.uid(policy));
    }

    /**
     * The version that stays in force while the present one is invalid: the newest of what was seen here and what the status
     * keeps; null when no valid one is known.
     */
    @Nullable
    EnforcedSpec of(PolicyResource policy) {
        var seen = byUid.get(Subjects.uid(policy));
        var status = policy.getStatus();
        var stored = status == null ? null : status.enforcedSpec();
        if (stored == null
                || stored.generation() == null
                || !(documents.version(policy, stored) instanceof Translation.Valid<?>)) {
            return seen;
        }
        return seen == null || Objects.requireNonNull(seen.generation()) <= stored.generation() ? stored : seen;
    }
}
