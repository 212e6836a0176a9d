// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.Cidr;
import io.axoneme.model.CidrGroup;
import io.axoneme.model.Entity;
import io.axoneme.model.IpAddress;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.Service;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Turns a rule's peer into the interned form, by the groups there are now. Not thread-safe. */
final class PeerResolver {

    private final GraphConfig config;
    private final Map<String, CidrGroup> groups = new TreeMap<>();
    private final Map<String, Service> services = new TreeMap<>();

    private List<Cidr> dnsAddresses = List.of();

    PeerResolver(GraphConfig config) {
        this.config = config;
    }

    void put(CidrGroup group) {
        groups.put(group.name(), group);
    }

    Optional<CidrGroup> remove(String group) {
        return Optional.ofNullable(groups.remove(group));
    }

    Optional<CidrGroup> group(String name) {
        return Optional.ofNullable(groups.get(name));
    }

    void put(Service service) {
        services.put(service.toString(), service);
    }

    /** {@code namespace/name}. */
    Optional<Service> removeService(String name) {
        return Optional.ofNullable(services.remove(name));
    }

    Optional<Service> service(String name) {
        return Optional.ofNullable(services.get(name));
    }

    /** Whether they are other addresses than before. */
    boolean putDnsAddresses(Collection<IpAddress> addresses) {
        var before = dnsAddresses;
        dnsAddresses = addresses.stream().sorted().map(Cidr::host).toList();
        return !dnsAddresses.equals(before);
    }

    /** Whether what becomes of the peer's rule depends on who the DNS servers are: names are learnt from them. */
    static boolean asksForDns(PeerSelector peer) {
        return peer instanceof PeerSelector.OfNames
                || (peer instanceof PeerSelector.OfEntity(var entity) && entity == Entity.DNS);
    }

    PeerBit dnsServers() {
        return PeerBit.labels(List.of(config.dnsServers())).withPrefixes(dnsAddresses);
    }

    /** The peer's selector; one that picks nobody is empty. */
    Optional<PeerBit> resolve(PeerSelector peer) {
        return switch (peer) {
            case PeerSelector.Everyone() -> Optional.of(PeerBit.EVERYONE);
            case PeerSelector.Labelled(var selector) -> Optional.of(PeerBit.labels(List.of(selector)));
            case PeerSelector.OfEntity(var entity) -> entity(entity);
            case PeerSelector.InCidr(var cidr, var except) -> Optional.of(PeerBit.prefixes(List.of(cidr), except));
            case PeerSelector.InCidrGroup(var name, var except) ->
                group(name).flatMap(g -> prefixes(g.cidrs(), except));
            case PeerSelector.InCidrGroups(var selector, var except) -> prefixes(inGroups(selector), except);
            case PeerSelector.OfNames(var names) -> Optional.of(PeerBit.ofNames(names));
            case PeerSelector.OfServices meant ->
                behind(services.values().stream().filter(meant::picks).toList());
        };
    }

    private static Optional<PeerBit> behind(List<Service> services) {
        var pods = services.stream().map(Service::pods).filter(Objects::nonNull).toList();
        var backends = services.stream()
                .flatMap(s -> s.backends().stream())
                .map(Cidr::host)
                .distinct()
                .sorted()
                .toList();
        return pods.isEmpty() && backends.isEmpty()
                ? Optional.empty()
                : Optional.of(PeerBit.labels(pods).withPrefixes(backends));
    }

    /** Whether the peer's meaning depends on anything but identities' labels. */
    static boolean dependsOnMore(PeerSelector peer) {
        return switch (peer) {
            case PeerSelector.InCidrGroup one -> true;
            case PeerSelector.InCidrGroups several -> true;
            case PeerSelector.OfServices services -> true;
            case PeerSelector.OfEntity entity -> asksForDns(entity);
            case PeerSelector.OfNames names -> true;
            case PeerSelector.Everyone everyone -> false;
            case PeerSelector.Labelled labelled -> false;
            case PeerSelector.InCidr cidr -> false;
        };
    }

    /** Whether the peer's meaning depends on this group. */
    static boolean dependsOn(PeerSelector peer, CidrGroup group) {
        return switch (peer) {
            case PeerSelector.InCidrGroup one -> one.name().equals(group.name());
            case PeerSelector.InCidrGroups several -> several.selector().matches(group.labels());
            case PeerSelector.Everyone everyone -> false;
            case PeerSelector.Labelled labelled -> false;
            case PeerSelector.OfEntity entity -> false;
            case PeerSelector.InCidr cidr -> false;
            case PeerSelector.OfServices services -> false;
            case PeerSelector.OfNames names -> false;
        };
    }

    private Optional<PeerBit> entity(Entity entity) {
        return switch (entity) {
            case ALL -> Optional.of(PeerBit.EVERYONE);
            case NONE -> Optional.empty();
            case DNS -> Optional.of(dnsServers());
            case WORLD, CLUSTER, CLUSTER_MESH, HOST, HEALTH, INIT, REMOTE_NODE, UNMANAGED, INGRESS, KUBE_APISERVER ->
                Optional.of(PeerBit.labels(entity.anyOf(config.cluster())));
        };
    }

    private List<Cidr> inGroups(LabelSelector selector) {
        return groups.values().stream()
                .filter(g -> selector.matches(g.labels()))
                .map(CidrGroup::cidrs)
                .flatMap(Collection::stream)
                .toList();
    }

    private static Optional<PeerBit> prefixes(List<Cidr> cidrs, List<Cidr> except) {
        return cidrs.isEmpty() ? Optional.empty() : Optional.of(PeerBit.prefixes(cidrs, except));
    }
}
