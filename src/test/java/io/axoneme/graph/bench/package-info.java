// SPDX-License-Identifier: Apache-2.0
/** What the control plane costs: time and memory of the node graph in seeded worlds, beside the goals. Run by {@code make bench}. */
@NullMarked
package io.axoneme.graph.bench;

import org.jspecify.annotations.NullMarked;
