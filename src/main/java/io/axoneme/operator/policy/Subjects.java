// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import io.axoneme.kube.crd.PolicyResource;
import java.util.Objects;
import java.util.Optional;

/** From a policy object to what is looked up in the nodes' reports. */
final class Subjects {

    private Subjects() {}

    /** The version that its status speaks of; empty when it has no status for its present generation. */
    static Optional<Rollout.Subject> enforced(PolicyResource policy) {
        var status = policy.getStatus();
        var generation = policy.getMetadata().getGeneration();
        if (status == null || generation == null || !generation.equals(status.observedGeneration())) {
            return Optional.empty();
        }
        var kept = status.enforcedSpec();
        var enforced = kept == null || kept.generation() == null ? generation : kept.generation();
        return Optional.of(of(policy, enforced, ObjectVersion.parse(status.observedResourceVersion())));
    }

    /** A version of the object. */
    static Rollout.Subject of(PolicyResource policy, long generation, ObjectVersion since) {
        return new Rollout.Subject(
                policy.getKind(),
                Objects.requireNonNullElse(policy.getMetadata().getUid(), ""),
                generation,
                since);
    }
}
