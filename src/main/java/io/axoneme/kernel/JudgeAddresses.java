// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.graph.Delta.PrefixEntry;
import io.axoneme.model.Cidr;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Peer;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.Workload;
import io.axoneme.model.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Addresses of both families for everyone who can be the end of a packet. Who has none is lent one, from ranges that nobody uses: 240.0.0.0/4 (RFC
 * 1112) and 100::/64 (RFC 6666). A pod that is its own peer is met as its twin, a pod of the same identity on another node: a pod always reaches itself,
 * whatever the policy says.
 */
final class JudgeAddresses {

    /** One address of each family. */
    record Both(IpAddress v4, IpAddress v6) {

        IpAddress of(Family family) {
            return family == Family.IPV4 ? v4 : v6;
        }
    }

    enum Family {
        IPV4,
        IPV6
    }

    private static final int FIRST_V4 = 0xf000_0001;
    private static final long V6_RANGE = 0x0100_0000_0000_0000L;

    private final Map<Workload, Workload> addressed = new HashMap<>();
    private final Map<Workload, Both> own = new HashMap<>();
    private final Map<Workload, Both> twins = new HashMap<>();
    private final Map<ReservedIdentity, Both> reserved = new HashMap<>();
    private final Map<Cidr, PrefixEntry> prefixes = new HashMap<>();
    private final Map<IpAddress, List<IpAddress>> judgedBy = new HashMap<>();
    private final Set<IpAddress> lent = new HashSet<>();
    private final World world;

    JudgeAddresses(World world) {
        for (var workload : world.workloads()) {
            var addresses = both(workload);
            own.put(workload, addresses);
            addressed.put(workload, with(workload, addresses));
            var twin = lendAs(workload.identity().number(), false);
            twins.put(workload, twin);
            Stream.of(addresses.v4(), addresses.v6(), twin.v4(), twin.v6())
                    .forEach(a -> judgedBy.put(a, workload.addresses()));
        }
        for (var identity : ReservedIdentity.values()) {
            reserved.put(identity, lendAs(identity.number(), identity == ReservedIdentity.HOST));
        }
        this.world = new World(
                world.options(),
                world.workloads().stream().map(addressed::get).toList(),
                world.groups(),
                world.services(),
                world.policies(),
                world.addresses(),
                world.nodes());
    }

    /** The world with an address of each family for every pod. */
    World world() {
        return world;
    }

    /** The pod as that world has it. */
    Workload addressed(Workload workload) {
        var found = addressed.get(workload);
        if (found == null) {
            throw new IllegalArgumentException(workload + " is not of this world");
        }
        return found;
    }

    /** Entries of ipcache for those who are no pods of that world. */
    Map<Cidr, PrefixEntry> prefixes() {
        return prefixes;
    }

    /** Address of a pod or its twin → those that the pod has of its own: a lent one lies in no CIDR. */
    Map<IpAddress, List<IpAddress>> judgedBy() {
        return judgedBy;
    }

    /** The endpoint's own address. */
    IpAddress of(Workload endpoint, Family family) {
        return addressesOf(own, endpoint).of(family);
    }

    /** Where the endpoint meets the peer; empty for an outside address of the other family, and for a node without one of this. */
    Optional<IpAddress> of(Peer peer, Workload endpoint, Family family) {
        return switch (peer) {
            case Peer.Pod(var workload) ->
                Optional.of(addressesOf(workload.equals(endpoint) ? twins : own, workload)
                        .of(family));
            case Peer.Reserved(var identity) ->
                Optional.of(addressesOf(reserved, identity).of(family));
            case Peer.Node(var node, var apiServer) ->
                node.addresses().stream()
                        .filter(a -> a.isV4() == (family == Family.IPV4))
                        .findFirst();
            case Peer.Outside(var address) -> Optional.of(address).filter(a -> a.isV4() == (family == Family.IPV4));
        };
    }

    /** Whether the address was lent to somebody, so that it is no stranger's. */
    boolean isLent(IpAddress address) {
        return lent.contains(address);
    }

    private static <K> Both addressesOf(Map<K, Both> map, K whose) {
        var found = map.get(whose);
        if (found == null) {
            throw new IllegalArgumentException(whose + " is not of this world");
        }
        return found;
    }

    private Both both(Workload workload) {
        var spare = lend();
        var v4 = workload.addresses().stream().filter(IpAddress::isV4).findFirst();
        var v6 = workload.addresses().stream().filter(a -> !a.isV4()).findFirst();
        return new Both(v4.orElse(spare.v4()), v6.orElse(spare.v6()));
    }

    private static Workload with(Workload workload, Both addresses) {
        var all = new ArrayList<>(workload.addresses());
        for (var address : List.of(addresses.v4(), addresses.v6())) {
            if (!all.contains(address)) {
                all.add(address);
            }
        }
        return new Workload(workload.namespace(), workload.name(), workload.identity(), all);
    }

    private Both lendAs(int identity, boolean local) {
        var addresses = lend();
        prefixes.put(Cidr.host(addresses.v4()), new PrefixEntry(identity, local));
        prefixes.put(Cidr.host(addresses.v6()), new PrefixEntry(identity, local));
        return addresses;
    }

    private Both lend() {
        int number = lent.size() / 2;
        var addresses = new Both(IpAddress.v4(FIRST_V4 + number), new IpAddress(V6_RANGE, 1 + number));
        lent.add(addresses.v4());
        lent.add(addresses.v6());
        return addresses;
    }
}
