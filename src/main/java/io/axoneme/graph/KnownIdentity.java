// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.Cidr;
import io.axoneme.model.DnsNames;
import io.axoneme.model.Labels;
import io.axoneme.model.NamedPorts;
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
}
