// SPDX-License-Identifier: Apache-2.0
/**
 * Domain records of the core: labels, identities, addresses, ports, rules, policies. Values that cannot be built
 * wrong: a prefix is masked, a port range ordered.
 *
 * <p>May import: the JDK without files, network, threads and clocks. Every other package may import this one.
 */
@NullMarked
package io.axoneme.model;

import org.jspecify.annotations.NullMarked;
