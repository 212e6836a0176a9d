// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator;

import io.axoneme.kube.translate.InvalidPolicy;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Settings of the operator; each is a key of the ConfigMap {@code axoneme-config} too, which says what it means. */
@ConfigMapping(prefix = "axoneme.operator")
public interface OperatorConfig {

    /** Namespace of the lease for leader election. */
    @WithDefault("kube-system")
    String namespace();

    /** Name of this pod, which the lease shows as the leader; any unique name when absent. */
    Optional<String> podName();

    /** {@code cluster-name}. */
    @WithDefault("default")
    String clusterName();

    /** {@code cluster-pool-ipv4-cidr}: ranges separated by blanks; without any, nodes get none from here. */
    Optional<String> clusterPool();

    /** {@code cluster-pool-ipv4-mask-size}. */
    @WithDefault("24")
    int clusterPoolMaskSize();

    /** {@code labels}: see {@link io.axoneme.model.LabelFilter#parse}. */
    Optional<String> labels();

    /** {@code invalid-policy}: what agents do with a policy without any valid version, which its status then tells. */
    @WithDefault("ignore")
    InvalidPolicy invalidPolicy();

    /** {@code identity-range}: FIRST-LAST. */
    @WithDefault("256-16777215")
    String identityRange();

    /** {@code identity-gc-rest}. */
    @WithDefault("PT1H")
    Duration identityRest();
}
