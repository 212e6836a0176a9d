// SPDX-License-Identifier: Apache-2.0
/**
 * Verbs about policies: {@code policy test} and {@code policy validate} need no cluster, {@code policy explain} takes files or a cluster's
 * objects. Documents are read as plain trees; tests and validations take them one at a time, so that memory is bounded by the largest.
 * Classes of the Kubernetes client are loaded for a cluster only.
 *
 * <p>May import: core, kube.translate, kube.stream, picocli, the JSON and YAML readers.
 */
@NullMarked
package io.axoneme.cli.policy;

import org.jspecify.annotations.NullMarked;
