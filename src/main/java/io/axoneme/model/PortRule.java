// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import org.jspecify.annotations.Nullable;

/**
 * One port of a rule, with what the proxy does there.
 *
 * @param match which packets
 * @param rules null: the packets pass as they are; else they go to the proxy
 */
public record PortRule(PortMatch match, @Nullable L7Rules rules) {

    /** Packets of this port pass, or are dropped, as they are. */
    public static PortRule plain(PortMatch match) {
        return new PortRule(match, null);
    }
}
