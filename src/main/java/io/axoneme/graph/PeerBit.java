// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.Cidr;
import io.axoneme.model.DnsNames;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.Port;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A selector as it is interned: what it picks depends on nothing but the identity, ever. Groups are resolved to their prefixes and entities to
 * label selectors before, so that a change of a group is a change of policy (new rows, one flip) and never a bit that turns under a live row.
 *
 * @param anyOf one of them must pick the identity's labels; empty for none
 * @param cidrs prefixes of which one must hold one of the identity's own prefixes; empty for none
 * @param except none of which may hold that one
 * @param everyone whether it picks everybody whatever the rest says
 * @param names DNS names of which the identity must stand for one; empty for none
 * @param named the peer must have this named container port; null asks nothing
 * @param within must pick it too; null asks nothing
 */
record PeerBit(
        List<LabelSelector> anyOf,
        List<Cidr> cidrs,
        List<Cidr> except,
        boolean everyone,
        List<DnsNames> names,
        @Nullable NamedPort named,
        @Nullable PeerBit within)
        implements Selector {

    /** Bit 0. */
    static final PeerBit EVERYONE = new PeerBit(List.of(), List.of(), List.of(), true, List.of(), null, null);

    /** A container port with its name. */
    record NamedPort(String name, Port port) {}

    static PeerBit labels(List<LabelSelector> anyOf) {
        var sorted = anyOf.stream().distinct().sorted().toList();
        return new PeerBit(sorted, List.of(), List.of(), false, List.of(), null, null);
    }

    static PeerBit prefixes(List<Cidr> cidrs, List<Cidr> except) {
        var sorted = cidrs.stream().distinct().sorted().toList();
        return new PeerBit(List.of(), sorted, except, false, List.of(), null, null);
    }

    static PeerBit ofNames(DnsNames names) {
        return new PeerBit(List.of(), List.of(), List.of(), false, List.of(names), null, null);
    }

    PeerBit withPrefixes(List<Cidr> prefixes) {
        return new PeerBit(anyOf, prefixes, except, everyone, names, named, within);
    }

    /** Whom both pick. */
    PeerBit and(PeerBit other) {
        return equals(EVERYONE) ? other : new PeerBit(anyOf, cidrs, except, everyone, names, named, other);
    }

    PeerBit withNamed(NamedPort port) {
        return new PeerBit(anyOf, cidrs, except, everyone, names, port, within);
    }

    @Override
    public boolean picks(KnownIdentity identity) {
        if (named != null && !identity.namedPorts().contains(named.name(), named.port())) {
            return false;
        }
        if (within != null && !within.picks(identity)) {
            return false;
        }
        return everyone
                || identity.prefixes().stream().anyMatch(this::picksPrefix)
                || names.stream().anyMatch(identity.names()::contains)
                || anyOf.stream().anyMatch(s -> s.matches(identity.labels()));
    }

    /** Whether it may pick identities that stand for outside addresses, whatever their labels. */
    boolean asksForPrefix() {
        return !cidrs.isEmpty() || !names.isEmpty();
    }

    /** Every prefix that it names, which needs an identity of its own. */
    List<Cidr> namedPrefixes() {
        var named = new ArrayList<>(cidrs);
        named.addAll(except);
        if (within != null) {
            named.addAll(within.namedPrefixes());
        }
        return named;
    }

    private boolean picksPrefix(Cidr prefix) {
        return cidrs.stream().anyMatch(c -> c.contains(prefix))
                && except.stream().noneMatch(c -> c.contains(prefix));
    }

    /** Canonical text: equal exactly for equal selectors, so that it names the bit in the journal. */
    String text() {
        return "labels=" + anyOf + " cidrs=" + cidrs + " except=" + except + " everyone=" + everyone + " named="
                + (named == null ? "" : named.name() + ":" + named.port())
                + (names.isEmpty()
                        ? ""
                        : " names=" + names.stream().map(DnsNames::toString).toList())
                + (within == null ? "" : " within={" + within.text() + "}");
    }
}
