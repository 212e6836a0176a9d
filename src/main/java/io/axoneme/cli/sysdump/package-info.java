// SPDX-License-Identifier: Apache-2.0
/**
 * {@code sysdump}: gathers in one file what a report of a fault needs, and nothing that is secret. A part that cannot be gathered is
 * recorded in the file and stops nothing.
 *
 * <p>May import: core, adapters, the other verbs, picocli, the Kubernetes client, commons-compress; never a role.
 */
@NullMarked
package io.axoneme.cli.sysdump;

import org.jspecify.annotations.NullMarked;
