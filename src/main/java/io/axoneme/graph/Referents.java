// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.CidrGroup;
import io.axoneme.model.IpAddress;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.Rule;
import io.axoneme.model.Service;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What rules refer to beside labels: CIDR groups, services, DNS servers, names of ports. When one changes, whoever is under a policy that refers to it
 * is to be resolved again.
 */
final class Referents {

    private final PeerResolver peers;
    private final PolicyTable policies;
    private final EndpointTable endpoints;

    Referents(PeerResolver peers, PolicyTable policies, EndpointTable endpoints) {
        this.peers = peers;
        this.policies = policies;
        this.endpoints = endpoints;
    }

    /** Adds or replaces a group. */
    void put(CidrGroup group) {
        peers.group(group.name()).ifPresent(this::touchUsersOf);
        peers.put(group);
        touchUsersOf(group);
    }

    void removeCidrGroup(String name) {
        peers.remove(name).ifPresent(this::touchUsersOf);
    }

    /** Adds or replaces a service. */
    void put(Service service) {
        var before = peers.service(service.toString());
        if (!before.equals(Optional.of(service))) {
            peers.put(service);
            before.ifPresent(this::touchUsersOf);
            touchUsersOf(service);
        }
    }

    void removeService(String name) {
        peers.removeService(name).ifPresent(this::touchUsersOf);
    }

    void putDnsAddresses(Set<IpAddress> addresses) {
        if (peers.putDnsAddresses(addresses)) {
            touch(rule -> PolicyTable.usesPeer(rule, PeerResolver::asksForDns));
        }
    }

    /** Identities give these names to other ports now. */
    void portsChanged(Set<String> names) {
        if (!names.isEmpty()) {
            touch(rule -> names.stream().anyMatch(n -> PolicyTable.usesPortName(rule, n)));
        }
    }

    private void touchUsersOf(CidrGroup group) {
        touch(rule -> PolicyTable.usesPeer(rule, peer -> PeerResolver.dependsOn(peer, group)));
    }

    private void touchUsersOf(Service service) {
        touch(rule -> PolicyTable.usesPeer(
                rule, peer -> peer instanceof PeerSelector.OfServices services && services.picks(service)));
    }

    private void touch(Predicate<Rule> affected) {
        policies.touch(affected).forEach(endpoints::touchSelected);
    }
}
