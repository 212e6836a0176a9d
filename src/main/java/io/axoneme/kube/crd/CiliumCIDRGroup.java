// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.crd;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A named list of address ranges outside the cluster, for rules to refer to by name or by label. */
@Group(ApiGroups.CILIUM)
@Version(ApiGroups.CILIUM_VERSION)
@ShortNames("ccg")
public class CiliumCIDRGroup extends CustomResource<CidrGroupSpec, Void> {}
