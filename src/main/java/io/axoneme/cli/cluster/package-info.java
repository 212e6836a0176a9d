// SPDX-License-Identifier: Apache-2.0
/**
 * A cluster as the command line sees it: through a kubeconfig, or the token that a pod is given.
 *
 * <p>May import: core, adapters, picocli, the Kubernetes client; never a role.
 */
@NullMarked
package io.axoneme.cli.cluster;

import org.jspecify.annotations.NullMarked;
