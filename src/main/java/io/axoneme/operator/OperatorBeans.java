// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator;

import io.axoneme.kube.policy.PolicyDocuments;
import io.axoneme.kube.translate.PolicyTranslator;
import io.axoneme.kube.translate.TranslatorConfig;
import io.axoneme.operator.policy.ApiStatusWriter;
import io.axoneme.operator.policy.NodeReports;
import io.axoneme.operator.policy.PolicyEvents;
import io.axoneme.operator.policy.PolicyParts;
import io.axoneme.operator.policy.Standings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.jboss.logging.Logger;

/** Makes what the operator's reconcilers and the SDK are given. */
@Singleton
public class OperatorBeans {

    private static final Logger LOG = Logger.getLogger(OperatorBeans.class);

    /** Name of the lease; the operator's role allows this one. */
    static final String LEASE = "axoneme-operator";

    @Produces
    @Singleton
    PolicyParts policyParts(KubernetesClient client, OperatorConfig config) {
        var translator = new PolicyTranslator(TranslatorConfig.enforcing(config.clusterName()));
        return new PolicyParts(
                new PolicyDocuments(translator),
                config.invalidPolicy(),
                new NodeReports(),
                new Standings(config.clusterName()),
                new PolicyEvents(client, Clock.systemUTC()),
                new ApiStatusWriter(client),
                Clock.systemUTC());
    }

    /** What the process does when it loses the lease is {@link LeadershipEnd}'s; the SDK's own way out would wait for itself. */
    @Produces
    @Singleton
    LeaderElectionConfiguration leaderElection(
            OperatorConfig config, Instance<OperatorParts> parts, LeadershipEnd end) {
        var callbacks =
                new LeaderCallbacks(() -> parts.get().lead(), end::lost, leader -> LOG.infof("leader: %s", leader));
        var election = LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                .withLeaseNamespace(config.namespace())
                .withLeaderCallbacks(callbacks)
                .withExitOnStopLeading(false);
        config.podName().ifPresent(election::withIdentity);
        return election.build();
    }
}
