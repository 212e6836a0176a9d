// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent;

import io.axoneme.agent.source.PolicyDoor;
import io.axoneme.telemetry.NodeMeters;
import io.axoneme.telemetry.OldGeneration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Starts the agent and stays until it is told to stop. */
public final class AgentRole {

    /** The role's name: the first argument, the Quarkus profile, and the value of {@code axoneme.role}. */
    public static final String NAME = "agent";

    private static final Logger LOG = Logger.getLogger(AgentRole.class);

    private AgentRole() {}

    /**
     * Boots Quarkus with the role's profile and blocks until the process is asked to stop.
     *
     * @param args the arguments after the role's name; the role takes none
     * @return the process's exit status: 0 after a requested stop, 2 for arguments it does not know
     */
    public static int run(String... args) {
        if (args.length > 0) {
            System.err.println("axoneme " + NAME + ": takes no arguments, got: " + String.join(" ", args));
            return 2;
        }
        // Settings of the profile select this role's ports and reconcilers; "prod" stays for what all roles share.
        System.setProperty("quarkus.profile", "prod," + NAME);
        System.setProperty("axoneme.role", NAME);
        var status = new int[1];
        Quarkus.run(Application.class, (code, failure) -> {
            status[0] = failure == null ? code : 1;
            if (failure != null) {
                // Also when it comes before there is a log.
                failure.printStackTrace();
            }
        });
        return status[0];
    }

    /** What runs inside Quarkus. */
    static class Application implements QuarkusApplication {

        @Inject
        Operator operator;

        @Inject
        KubernetesClient kubernetes;

        @Inject
        AgentConfig config;

        @Inject
        @Any // its qualifier is that of health checks
        Instance<AgentReadiness> readiness;

        @Inject
        PolicyDoor door;

        @Inject
        MeterRegistry registry;

        @ConfigProperty(name = "quarkus.application.version")
        String version = "";

        @Override
        public int run(String... args) throws Exception {
            try (var _ = OldGeneration.watch();
                    var agent = new NodeAgent(config, kubernetes, version);
                    var pods = new PodSide(config, agent, version)) {
                pods.answer(new NodeMeters(registry));
                readiness.get().waitingFor("the loader at " + config.loaderSocket());
                agent.start();
                readiness.get().waitingFor("the API server");
                agent.server().awaitAnswer();
                readiness.get().waitingFor("the first list of every kind");
                door.open(agent.engine(), agent.sources());
                operator.start();
                door.synced();
                agent.complete().join();
                pods.restore();
                readiness.get().waitingFor("the first flush");
                agent.open();
                pods.serve();
                readiness.get().ready();
                LOG.infof(
                        "everything desired is in force %d ms after the start of this process",
                        ManagementFactory.getRuntimeMXBean().getUptime());
                Quarkus.waitForExit();
            }
            return 0;
        }
    }
}
