// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.crd;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A node's addresses and pod ranges; written by the operator, read by every agent. */
@Group(ApiGroups.CILIUM)
@Version(ApiGroups.CILIUM_VERSION)
@ShortNames({"cn", "ciliumn"})
public class CiliumNode extends CustomResource<CiliumNodeSpec, CiliumNodeStatus> {}
