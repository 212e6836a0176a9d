// SPDX-License-Identifier: Apache-2.0
package io.axoneme.oracle;

import io.axoneme.model.Cidr;
import io.axoneme.model.CidrGroup;
import io.axoneme.model.Entity;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Label;
import io.axoneme.model.Labels;
import io.axoneme.model.Peer;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Which peers a selector picks in one world. */
final class PeerMatching {

    private final World world;
    /** Every prefix that a policy or a CIDR group names: an outside address has the identity of the longest that holds it. */
    private final List<Cidr> known;

    PeerMatching(World world) {
        this.world = world;
        this.known = KnownPrefixes.of(world);
    }

    boolean picks(PeerSelector selector, Peer peer) {
        return switch (selector) {
            case PeerSelector.Everyone() -> true;
            case PeerSelector.Labelled(var labels) -> labels.matches(labelsOf(peer));
            case PeerSelector.OfEntity(var entity) -> belongs(peer, entity);
            case PeerSelector.InCidr(var cidr, var except) -> lies(peer, cidr, except);
            case PeerSelector.InCidrGroup(var name, var except) ->
                liesInGroup(peer, g -> g.name().equals(name), except);
            case PeerSelector.InCidrGroups(var labels, var except) ->
                liesInGroup(peer, g -> labels.matches(g.labels()), except);
        };
    }

    private boolean belongs(Peer peer, Entity entity) {
        var labels = labelsOf(peer);
        if (entity == Entity.DNS) {
            return peer instanceof Peer.Outside(var address)
                    ? world.addresses().dns().contains(address)
                    : world.options().dnsPods().matches(labels);
        }
        return entity.anyOf(world.options().cluster()).stream().anyMatch(s -> s.matches(labels));
    }

    private boolean liesInGroup(Peer peer, Predicate<CidrGroup> which, List<Cidr> except) {
        return world.groups().stream()
                .filter(which)
                .flatMap(g -> g.cidrs().stream())
                .anyMatch(cidr -> lies(peer, cidr, except));
    }

    /** Only outside addresses lie in prefixes. The world as a whole stands for those that no other prefix holds. */
    private boolean lies(Peer peer, Cidr cidr, List<Cidr> except) {
        return switch (peer) {
            case Peer.Outside(var address) ->
                cidr.contains(address) && except.stream().noneMatch(e -> e.contains(address));
            case Peer.Reserved(var identity) -> cidr.length() == 0 && isWorldOf(identity, cidr.isV4());
            case Peer.Pod pod -> false;
        };
    }

    private boolean isWorldOf(ReservedIdentity identity, boolean v4) {
        return identity == (v4 ? ReservedIdentity.WORLD_IPV4 : ReservedIdentity.WORLD_IPV6)
                || (identity == ReservedIdentity.WORLD && !world.options().dualStack());
    }

    private Labels labelsOf(Peer peer) {
        return switch (peer) {
            case Peer.Pod(var workload) -> workload.labels();
            case Peer.Reserved(var identity) -> identity.labels();
            case Peer.Outside(var address) -> outsideLabels(address);
        };
    }

    private Labels outsideLabels(IpAddress address) {
        var labels = new ArrayList<Label>();
        labels.add(
                Label.reserved(world.options().dualStack() ? (address.isV4() ? "world-ipv4" : "world-ipv6") : "world"));
        if (world.addresses().apiServers().contains(address)) {
            labels.add(Label.reserved("kube-apiserver"));
        }
        known.stream()
                .filter(c -> c.contains(address))
                .max(Comparator.comparingInt(Cidr::length))
                .ifPresent(longest -> labels.addAll(longest.labels()));
        return Labels.of(labels);
    }
}
