// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator;

import io.quarkus.arc.lookup.LookupIfProperty;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready: has seen the whole cluster once, or waits to lead. */
@Readiness
@LookupIfProperty(name = "axoneme.role", stringValue = OperatorRole.NAME)
@Singleton
public class OperatorReadiness implements HealthCheck {

    private final OperatorParts parts;

    @Inject
    public OperatorReadiness(OperatorParts parts) {
        this.parts = parts;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("synced").status(parts.synced()).build();
    }
}
