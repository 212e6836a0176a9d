// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import io.axoneme.kube.translate.Translation;
import io.axoneme.model.Policy;
import io.axoneme.operator.OperatorRole;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.quarkus.arc.lookup.LookupIfProperty;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Problems of NetworkPolicy objects, which have no status: told by events alone. */
@ControllerConfiguration(
        name = "networkpolicy-events",
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 30, timeUnit = TimeUnit.MINUTES))
@GradualRetry(maxAttempts = -1, initialInterval = 500, intervalMultiplier = 2, maxInterval = 15_000)
@LookupIfProperty(name = "axoneme.role", stringValue = OperatorRole.NAME)
@Singleton
public class NetworkPolicyReconciler implements Reconciler<NetworkPolicy> {

    private final PolicyParts parts;

    @Inject
    public NetworkPolicyReconciler(PolicyParts parts) {
        this.parts = parts;
    }

    @Override
    public UpdateControl<NetworkPolicy> reconcile(NetworkPolicy policy, Context<NetworkPolicy> context) {
        var present = parts.documents().present(policy);
        if (present instanceof Translation.Invalid<Policy> invalid) {
            long generation = Objects.requireNonNullElse(policy.getMetadata().getGeneration(), 0L);
            boolean denied = parts.documents()
                    .standIn(policy, present, parts.invalidPolicy())
                    .isPresent();
            parts.events()
                    .invalid(policy, new PolicyVerdict.Invalid(generation, invalid.problems(), null, denied).message());
        }
        return UpdateControl.noUpdate();
    }
}
