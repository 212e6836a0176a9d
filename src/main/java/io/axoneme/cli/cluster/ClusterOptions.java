// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.cluster;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of verbs that ask a cluster: which one. Without them it is what kubectl would take. */
public final class ClusterOptions {

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "Where the cluster is.")
    @Nullable
    Path kubeconfig;

    @Option(names = "--context", paramLabel = "NAME", description = "Which of the kubeconfig's contexts.")
    @Nullable
    String context;

    /** For picocli. */
    public ClusterOptions() {}

    /** As if the options had been given; null for one that was not. */
    public ClusterOptions(@Nullable Path kubeconfig, @Nullable String context) {
        this.kubeconfig = kubeconfig;
        this.context = context;
    }

    /** Whether one of them was given. */
    public boolean given() {
        return kubeconfig != null || context != null;
    }

    /** The cluster that they name. */
    public ClusterAccess open() throws UnreachableCluster {
        return ClusterAccess.open(kubeconfig, context);
    }
}
