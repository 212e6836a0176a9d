// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.crd;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A policy for endpoints of every namespace, or for nodes. */
@Group(ApiGroups.CILIUM)
@Version(ApiGroups.CILIUM_VERSION)
@ShortNames("ccnp")
public class CiliumClusterwideNetworkPolicy extends PolicyResource {}
