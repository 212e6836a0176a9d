// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent;

import io.quarkus.arc.lookup.LookupIfProperty;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once everything desired has been in force once. It stays so: what the kernel enforces does not go away. */
@Readiness
@LookupIfProperty(name = "axoneme.role", stringValue = AgentRole.NAME)
@Singleton
public class AgentReadiness implements HealthCheck {

    private volatile String missing = "not started";
    private volatile boolean ready;

    /** Everything desired is in force. */
    void ready() {
        ready = true;
    }

    /** Why it is not ready yet. */
    void waitingFor(String what) {
        missing = what;
    }

    @Override
    public HealthCheckResponse call() {
        return ready
                ? HealthCheckResponse.up("agent")
                : HealthCheckResponse.named("agent")
                        .down()
                        .withData("waiting for", missing)
                        .build();
    }
}
