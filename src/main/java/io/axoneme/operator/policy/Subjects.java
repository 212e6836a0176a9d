// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import io.axoneme.kube.crd.PolicyResource;
import java.util.Objects;

/** From a policy object to what is looked up in the nodes' reports. */
final class Subjects {

    private Subjects() {}

    /** The version that its status speaks of, or is to speak of: a status may be held back. */
    static Rollout.Subject enforced(PolicyResource policy) {
        var status = policy.getStatus();
        long generation = generation(policy);
        if (status == null || !Objects.equals(status.observedGeneration(), generation)) {
            return of(
                    policy, generation, ObjectVersion.parse(policy.getMetadata().getResourceVersion()));
        }
        var kept = status.enforcedSpec();
        var enforced = kept == null || kept.generation() == null ? generation : kept.generation();
        return of(policy, enforced, ObjectVersion.parse(status.observedResourceVersion()));
    }

    /** A version of the object. */
    static Rollout.Subject of(PolicyResource policy, long generation, ObjectVersion since) {
        return new Rollout.Subject(policy.getKind(), uid(policy), generation, since);
    }

    static String uid(PolicyResource policy) {
        return Objects.requireNonNullElse(policy.getMetadata().getUid(), "");
    }

    static long generation(PolicyResource policy) {
        return Objects.requireNonNullElse(policy.getMetadata().getGeneration(), 0L);
    }
}
