// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator;

import io.axoneme.operator.identity.IdentityParts;
import io.axoneme.operator.node.NodeParts;
import io.axoneme.operator.policy.PolicyParts;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The operator's parts besides its reconcilers: they run while this process leads, and not before. */
@Singleton
public class OperatorParts {

    private static final Logger LOG = Logger.getLogger(OperatorParts.class);

    private static final Duration RETRY = Duration.ofSeconds(2);

    private final KubernetesClient client;
    private final OperatorSettings settings;
    private final PolicyParts policies;
    private volatile @Nullable IdentityParts identities;
    private volatile @Nullable NodeParts nodes;
    private volatile boolean leading;
    private final Thread starter =
            Thread.ofPlatform().name("start-parts").daemon().unstarted(this::start);

    /** @throws IllegalArgumentException when a setting makes no sense; it is named */
    @Inject
    public OperatorParts(KubernetesClient client, OperatorConfig config, PolicyParts policies) {
        this.client = client;
        this.settings = OperatorSettings.of(config);
        this.policies = policies;
    }

    /**
     * Starts everything. Called once, when this process has become the leader; returns at once. What cannot start yet, because
     * the API server is away or a definition is not installed, is started as soon as it can.
     */
    public void lead() {
        LOG.info("leading");
        leading = true;
        starter.start();
    }

    private void start() {
        try {
            while (!started()) {
                Thread.sleep(RETRY);
            }
        } catch (InterruptedException e) {
            LOG.debug("stopped before everything was started");
        }
    }

    private boolean started() {
        try {
            if (nodes == null) {
                nodes = NodeParts.start(client, settings.pool(), policies.reports(), Clock.systemUTC());
            }
            identities = IdentityParts.start(
                    client, settings.identities(), policies.standings()::population, Clock.systemUTC());
            return true;
        } catch (KubernetesClientException e) {
            LOG.warnf("not everything is started yet: %s", e.getMessage());
            return false;
        }
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
    void stop() {
        starter.interrupt();
        var startedIdentities = identities;
        if (startedIdentities != null) {
            startedIdentities.close();
        }
        var startedNodes = nodes;
        if (startedNodes != null) {
            startedNodes.close();
        }
    }
}
