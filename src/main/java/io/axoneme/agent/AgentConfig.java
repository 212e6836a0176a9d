// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent;

import io.axoneme.kube.translate.InvalidPolicy;
import io.axoneme.model.EnforcementMode;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Settings of the agent, each from the environment as AXONEME_AGENT_…; the ConfigMap {@code axoneme-config} documents them. */
@ConfigMapping(prefix = "axoneme.agent")
public interface AgentConfig {

    /** Name of the node that it runs on; wanted by the agent, and by no other role. */
    Optional<String> nodeName();

    /** The name, which the agent cannot do without. */
    default String node() {
        return nodeName().orElseThrow(() -> new IllegalStateException("AXONEME_AGENT_NODE_NAME is not set"));
    }

    @WithDefault("default")
    String clusterName();

    /** Ranges of all pods of the cluster, separated by blanks: not masqueraded. */
    @WithDefault("10.244.0.0/16")
    Optional<String> clusterPool();

    @WithDefault("true")
    boolean masquerade();

    /** Further ranges that are not masqueraded, separated by blanks. */
    Optional<String> nativeRouting();

    /** Devices to other nodes and the world, separated by blanks; absent: the one with the default route. */
    Optional<String> devices();

    /** MTU of pods' devices, bytes; 0: the uplink's. */
    @WithDefault("0")
    int mtu();

    /** Which of a pod's labels make up its identity, see {@link LabelPatterns}. */
    Optional<String> labels();

    /** FIRST-LAST. */
    @WithDefault("256-16777215")
    String identityRange();

    @WithDefault("default")
    EnforcementMode policyMode();

    /** Whom CIDRs pick besides outside addresses: {@code pods}, or nobody; see {@link io.axoneme.model.CidrMatchMode}. */
    Optional<String> policyCidrMatchMode();

    /** What a policy does that is not valid, and of which no valid version is known. */
    @WithDefault("ignore")
    InvalidPolicy invalidPolicy();

    /** Labels of the DNS servers' identity. */
    @WithDefault("k8s-app=kube-dns,io.kubernetes.pod.namespace=kube-system")
    String dnsPods();

    /** NAMESPACE/NAME of the DaemonSet that starts this agent. */
    @WithDefault("kube-system/axoneme")
    String daemonSet();

    /** {@code medium} or {@code none}. */
    @WithDefault("medium")
    String aggregation();

    @WithDefault("/run/axoneme")
    Path runFolder();

    @WithDefault("/var/lib/axoneme")
    Path stateFolder();

    @WithDefault("/run/axoneme-loader/loader.sock")
    Path loaderSocket();

    @WithDefault("/sys/fs/cgroup")
    String cgroupRoot();
}
