// SPDX-License-Identifier: Apache-2.0
/**
 * Metrics of all roles, named once.
 *
 * <p>May import: core, Micrometer.
 */
@NullMarked
package io.axoneme.telemetry;

import org.jspecify.annotations.NullMarked;
