// SPDX-License-Identifier: Apache-2.0
package io.axoneme.oracle;

import io.axoneme.model.Cidr;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.World;
import java.util.List;
import java.util.stream.Stream;

/** The prefixes that have an identity of their own: those of policies, their exceptions, those of CIDR groups, and backends of services. */
final class KnownPrefixes {

    private KnownPrefixes() {}

    static List<Cidr> of(World world) {
        var ofPolicies = world.policies().stream()
                .flatMap(p -> p.specs().stream())
                .flatMap(s -> s.rules().stream())
                .flatMap(r -> r.peers().stream())
                .flatMap(peer -> named(world, peer));
        var ofGroups = world.groups().stream().flatMap(g -> g.cidrs().stream());
        return Stream.concat(ofPolicies, ofGroups).distinct().toList();
    }

    private static Stream<Cidr> named(World world, PeerSelector peer) {
        return switch (peer) {
            case PeerSelector.InCidr(var cidr, var except) -> Stream.concat(Stream.of(cidr), except.stream());
            case PeerSelector.InCidrGroup(var name, var except) -> except.stream();
            case PeerSelector.InCidrGroups(var labels, var except) -> except.stream();
            case PeerSelector.OfServices services ->
                world.services().stream()
                        .filter(services::picks)
                        .flatMap(s -> s.backends().stream())
                        .map(Cidr::host);
            case PeerSelector.Everyone everyone -> Stream.empty();
            case PeerSelector.OfNames names -> Stream.empty();
            case PeerSelector.Labelled labelled -> Stream.empty();
            case PeerSelector.OfEntity entity -> Stream.empty();
        };
    }
}
