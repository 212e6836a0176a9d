// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.graph.PolicyTable.Selecting;
import io.axoneme.model.Cause;
import io.axoneme.model.L7Rules;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.Protocol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Rules that name peers by DNS would never pick anyone if nobody read the answers: what such an endpoint may send to DNS servers goes through the
 * DNS proxy, which lets every name pass. A DNS rule that is written goes before it.
 *
 * @param dnsServers picks the DNS servers
 * @param enforced whether something enforces egress
 */
record NameLearning(PeerBit dnsServers, boolean enforced) {

    private static final List<RowKey> DNS = List.of(RowKey.of(Protocol.UDP, 53), RowKey.of(Protocol.TCP, 53));

    void addTo(Collection<Contribution> collected, List<Selecting> selecting) {
        var learning = learning(selecting);
        if (learning.isEmpty()) {
            return;
        }
        var redirects = new ArrayList<Contribution>();
        for (var key : DNS) {
            if (!enforced) {
                learning.forEach(cause -> redirects.add(redirect(key, dnsServers, cause)));
            }
            for (var allow : collected) {
                if (allow.action() == Row.Action.ALLOW && key.chain().contains(allow.key())) {
                    var asked = allow.peer().and(dnsServers);
                    redirects.add(new Contribution(
                            key, Row.Action.REDIRECT, asked, new L7Rules.Dns(List.of()), allow.cause(), true));
                    learning.forEach(cause -> redirects.add(redirect(key, asked, cause)));
                }
            }
        }
        collected.addAll(redirects);
    }

    private static Contribution redirect(RowKey key, PeerBit peer, Cause cause) {
        return new Contribution(key, Row.Action.REDIRECT, peer, new L7Rules.Dns(List.of()), cause, true);
    }

    private static List<Cause> learning(List<Selecting> selecting) {
        return selecting.stream()
                .flatMap(s -> s.spec().rules().stream()
                        .filter(r -> PolicyTable.usesPeer(r, PeerSelector.OfNames.class::isInstance))
                        .map(s::cause))
                .toList();
    }
}
