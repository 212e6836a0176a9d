// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.Cidr;
import io.axoneme.model.DnsNames;
import io.axoneme.model.Labels;
import io.axoneme.model.NamedPorts;
import io.axoneme.model.ReservedIdentity;
import java.util.List;
import java.util.Set;

/**
 * An identity with all that selectors ask of it.
 *
 * @param names the DNS names in use by selectors that its addresses stand for
 * @param prefixes what a local identity stands for: an outside prefix, or the longest used ones around a pod's addresses; empty for all
 *     others, which no CIDR ever picks
 */
public record KnownIdentity(
        int number, Labels labels, NamedPorts namedPorts, Set<DnsNames> names, List<Cidr> prefixes) {

    public KnownIdentity {
        prefixes = List.copyOf(prefixes);
    }

    public static KnownIdentity of(int number, Labels labels, List<Cidr> prefixes) {
        return new KnownIdentity(number, labels, NamedPorts.of(labels), Set.of(), prefixes);
    }

    /** The world is what no longer prefix holds, so a CIDR of length 0 picks it. */
    static List<Cidr> worldPrefix(int identity) {
        if (identity == ReservedIdentity.WORLD_IPV6.number()) {
            return List.of(Cidr.ALL_V6);
        }
        boolean v4 = identity == ReservedIdentity.WORLD.number() || identity == ReservedIdentity.WORLD_IPV4.number();
        return v4 ? List.of(Cidr.ALL_V4) : List.of();
    }
}
