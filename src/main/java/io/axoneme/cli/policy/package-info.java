// SPDX-License-Identifier: Apache-2.0
/**
 * Verbs about policies that need no cluster: {@code policy test}, {@code policy validate}. Documents are read as plain trees and one
 * at a time, so that memory is bounded by the largest of them and no client class is loaded.
 *
 * <p>May import: core, kube.translate, picocli, the JSON and YAML readers.
 */
@NullMarked
package io.axoneme.cli.policy;

import org.jspecify.annotations.NullMarked;
