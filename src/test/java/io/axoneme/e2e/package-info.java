// SPDX-License-Identifier: Apache-2.0
/**
 * The end-to-end suite: a cluster, kubectl and packets. It takes the cluster that KUBECONFIG names and installs the overlay that
 * AXONEME_E2E_OVERLAY names ({@code kustomize/overlays/box} by default); BOX_NAME says that it is a cluster in a box, on whose nodes
 * processes can be killed. Without KUBECONFIG a k3s is started, where there is a Docker engine.
 */
@NullMarked
package io.axoneme.e2e;

import org.jspecify.annotations.NullMarked;
