// SPDX-License-Identifier: Apache-2.0
/**
 * Verbs of the command line. Start in plain Java, without Quarkus, and answer in less than half a second.
 *
 * <p>May import: core, adapters, picocli; never a role.
 */
@NullMarked
package io.axoneme.cli;

import org.jspecify.annotations.NullMarked;
