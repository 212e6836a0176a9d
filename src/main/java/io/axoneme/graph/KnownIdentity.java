// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.Cidr;
import io.axoneme.model.DnsNames;
import io.axoneme.model.Labels;
import io.axoneme.model.NamedPorts;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An identity with all that selectors ask of it.
 *
 * @param names the DNS names in use by selectors that its addresses stand for
 * @param prefix the outside prefix a local identity stands for; null for all others, which no CIDR ever picks
 */
public record KnownIdentity(
        int number,
        Labels labels,
        NamedPorts namedPorts,
        Set<DnsNames> names,
        @Nullable Cidr prefix) {

    public static KnownIdentity of(int number, Labels labels, @Nullable Cidr prefix) {
        return new KnownIdentity(number, labels, NamedPorts.of(labels), Set.of(), prefix);
    }
}
