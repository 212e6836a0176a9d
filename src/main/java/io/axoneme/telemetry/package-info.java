// SPDX-License-Identifier: Apache-2.0
/**
 * Metrics of all roles, named once, and the size of the heap that they show.
 *
 * <p>May import: core, Micrometer.
 */
@NullMarked
package io.axoneme.telemetry;

import org.jspecify.annotations.NullMarked;
