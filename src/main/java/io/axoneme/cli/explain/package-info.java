// SPDX-License-Identifier: Apache-2.0
/**
 * Verdicts told to people: what is wrong first, then which rules decide, which come near, and the smallest change that would let the
 * packet pass. Each change is tried on the world before it is proposed.
 *
 * <p>May import: core, kube.translate, the YAML writer. Reads no file and no cluster.
 */
@NullMarked
package io.axoneme.cli.explain;

import org.jspecify.annotations.NullMarked;
