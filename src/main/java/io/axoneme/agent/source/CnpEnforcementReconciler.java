// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import io.axoneme.agent.AgentRole;
import io.axoneme.kube.crd.CiliumNetworkPolicy;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.quarkus.arc.lookup.LookupIfProperty;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** Enforces CiliumNetworkPolicy objects on this node. Status changes count too: the last valid version stands there. */
@ControllerConfiguration(
        name = "cnp-enforcement",
        generationAwareEventProcessing = false,
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 30, timeUnit = TimeUnit.MINUTES))
@GradualRetry(maxAttempts = -1, initialInterval = 500, intervalMultiplier = 2, maxInterval = 15_000)
@LookupIfProperty(name = "axoneme.role", stringValue = AgentRole.NAME)
@Singleton
public class CnpEnforcementReconciler extends EnforcementReconciler<CiliumNetworkPolicy> {

    @Inject
    public CnpEnforcementReconciler(PolicyDoor door) {
        super(CiliumNetworkPolicy.class, door);
    }
}
