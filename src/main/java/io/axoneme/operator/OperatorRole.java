// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator;

import io.axoneme.kube.stream.ApiServer;
import io.axoneme.telemetry.OldGeneration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Inject;

/** Starts the operator and stays until it is told to stop. */
public final class OperatorRole {

    /** The role's name: the first argument, the Quarkus profile, and the value of {@code axoneme.role}. */
    public static final String NAME = "operator";

    private OperatorRole() {}

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

        /** Named here so that a setting that makes no sense ends the process at once, not when it comes to lead. */
        @Inject
        OperatorParts parts;

        @Inject
        KubernetesClient kubernetes;

        @Override
        public int run(String... args) throws InterruptedException {
            try (var server = ApiServer.of(kubernetes.getConfiguration())) {
                server.awaitAnswer();
            }
            operator.start();
            try (var _ = OldGeneration.watch()) {
                Quarkus.waitForExit();
            }
            return 0;
        }
    }
}
