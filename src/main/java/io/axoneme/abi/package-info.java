// SPDX-License-Identifier: Apache-2.0
/**
 * Bytes of map keys, map values and events, as the datapath lays them out. Checked against the layouts that the
 * compiler recorded in BTF; no offset is typed twice.
 *
 * <p>May import: the JDK without files, network, threads and clocks; model.
 */
@NullMarked
package io.axoneme.abi;

import org.jspecify.annotations.NullMarked;
