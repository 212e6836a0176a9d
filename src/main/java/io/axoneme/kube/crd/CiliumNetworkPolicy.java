// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.crd;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A policy for endpoints of its own namespace. */
@Group(ApiGroups.CILIUM)
@Version(ApiGroups.CILIUM_VERSION)
@ShortNames({"cnp", "ciliumnp"})
public class CiliumNetworkPolicy extends PolicyResource implements Namespaced {}
