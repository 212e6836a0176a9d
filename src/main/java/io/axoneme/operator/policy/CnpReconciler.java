// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import io.axoneme.kube.crd.CiliumNetworkPolicy;
import io.axoneme.operator.OperatorRole;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.quarkus.arc.lookup.LookupIfProperty;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** Status of namespaced policies. */
@ControllerConfiguration(
        name = "cnp-status",
        generationAwareEventProcessing = false, // a status edited by hand is put right
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 30, timeUnit = TimeUnit.MINUTES))
@GradualRetry(maxAttempts = -1, initialInterval = 500, intervalMultiplier = 2, maxInterval = 15_000)
@LookupIfProperty(name = "axoneme.role", stringValue = OperatorRole.NAME)
@Singleton
public class CnpReconciler extends PolicyReconciler<CiliumNetworkPolicy> {

    @Inject
    public CnpReconciler(PolicyParts parts) {
        super(CiliumNetworkPolicy.class, parts);
    }
}
