// SPDX-License-Identifier: Apache-2.0
package io.axoneme.oracle;

import io.axoneme.model.Cidr;
import io.axoneme.model.CidrGroup;
import io.axoneme.model.CidrMatchMode;
import io.axoneme.model.Entity;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Label;
import io.axoneme.model.Labels;
import io.axoneme.model.Peer;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.Service;
import io.axoneme.model.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Which selectors pick one peer of a world. */
final class PeerMatching {

    private final World world;
    private final Peer peer;
    private final Labels labels;

    /**
     * Looks at one peer.
     *
     * @param known every prefix that has an identity of its own: an outside address has that of the longest that holds it
     */
    PeerMatching(World world, List<Cidr> known, Peer peer) {
        this.world = world;
        this.peer = peer;
        this.labels = switch (peer) {
            case Peer.Pod(var workload) -> workload.labels();
            case Peer.Reserved(var identity) -> identity.labels();
            case Peer.Node node -> node.labels();
            case Peer.Outside(var address) -> outsideLabels(world, known, address);
        };
    }

    /** The peer's labels; those of the prefix that holds it for an outside address. */
    Labels labels() {
        return labels;
    }

    boolean pickedBy(PeerSelector selector) {
        return switch (selector) {
            case PeerSelector.Everyone() -> true;
            case PeerSelector.Labelled(var wanted) -> wanted.matches(labels);
            case PeerSelector.OfEntity(var entity) -> belongs(entity);
            case PeerSelector.InCidr(var cidr, var except) -> lies(cidr, except);
            case PeerSelector.InCidrGroup(var name, var except) ->
                liesInGroup(g -> g.name().equals(name), except);
            case PeerSelector.InCidrGroups(var wanted, var except) ->
                liesInGroup(g -> wanted.matches(g.labels()), except);
            case PeerSelector.OfNames(var wanted) -> names().stream().anyMatch(wanted::matches);
            case PeerSelector.OfServices services ->
                world.services().stream().filter(services::picks).anyMatch(this::isBehind);
        };
    }

    private Set<String> names() {
        return peer instanceof Peer.Outside(var address)
                ? world.addresses().names().getOrDefault(address, Set.of())
                : Set.of();
    }

    private boolean isBehind(Service service) {
        var pods = service.pods();
        return pods != null
                ? pods.matches(labels)
                : service.backends().stream().anyMatch(b -> lies(Cidr.host(b), List.of()));
    }

    private boolean belongs(Entity entity) {
        if (entity == Entity.DNS) {
            return peer instanceof Peer.Outside(var address)
                    ? world.addresses().dns().contains(address)
                    : world.options().dnsPods().matches(labels);
        }
        return entity.anyOf(world.options().cluster()).stream().anyMatch(s -> s.matches(labels));
    }

    private boolean liesInGroup(Predicate<CidrGroup> which, List<Cidr> except) {
        return world.groups().stream()
                .filter(which)
                .flatMap(g -> g.cidrs().stream())
                .anyMatch(cidr -> lies(cidr, except));
    }

    /** Outside addresses lie in prefixes, and pods in that mode. The world as a whole stands for those that no other prefix holds. */
    private boolean lies(Cidr cidr, List<Cidr> except) {
        return switch (peer) {
            case Peer.Outside(var address) -> lies(address, cidr, except);
            case Peer.Reserved(var identity) -> cidr.length() == 0 && isWorldOf(identity, cidr.isV4());
            case Peer.Pod(var workload) ->
                world.options().cidrMatch() == CidrMatchMode.PODS
                        && workload.addresses().stream().anyMatch(a -> lies(a, cidr, except));
            case Peer.Node node -> false;
        };
    }

    private static boolean lies(IpAddress address, Cidr cidr, List<Cidr> except) {
        return cidr.contains(address) && except.stream().noneMatch(e -> e.contains(address));
    }

    private boolean isWorldOf(ReservedIdentity identity, boolean v4) {
        return identity == (v4 ? ReservedIdentity.WORLD_IPV4 : ReservedIdentity.WORLD_IPV6)
                || (identity == ReservedIdentity.WORLD && !world.options().dualStack());
    }

    private static Labels outsideLabels(World world, List<Cidr> known, IpAddress address) {
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
