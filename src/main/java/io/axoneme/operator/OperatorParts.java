// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator;

import io.axoneme.operator.identity.IdentityParts;
import io.axoneme.operator.node.NodeParts;
import io.axoneme.operator.policy.PolicyParts;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The operator's parts besides its reconcilers: they run while this process leads, and not before. */
@Singleton
public class OperatorParts {

    private static final Logger LOG = Logger.getLogger(OperatorParts.class);

    private final KubernetesClient client;
    private final OperatorConfig config;
    private final PolicyParts policies;
    private @Nullable IdentityParts identities;
    private @Nullable NodeParts nodes;
    private volatile boolean leading;

    @Inject
    public OperatorParts(KubernetesClient client, OperatorConfig config, PolicyParts policies) {
        this.client = client;
        this.config = config;
        this.policies = policies;
    }

    /** Starts everything. Called once, when this process has become the leader. */
    public synchronized void lead() {
        LOG.info("leading");
        leading = true;
        var settings = OperatorSettings.of(config);
        nodes = NodeParts.start(client, settings.pool(), policies.reports(), Clock.systemUTC());
        identities = IdentityParts.start(client, settings, Clock.systemUTC());
    }

    /** Whether everything that this process is to do has seen the whole cluster once; a process that does not lead has nothing to do. */
    public boolean synced() {
        if (!leading) {
            return true;
        }
        var parts = identities;
        return parts != null && parts.synced();
    }

    /** Ends everything. */
    @PreDestroy
    synchronized void stop() {
        if (identities != null) {
            identities.close();
        }
        if (nodes != null) {
            nodes.close();
        }
    }
}
