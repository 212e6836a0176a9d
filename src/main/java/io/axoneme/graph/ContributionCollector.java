// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.Cause;
import io.axoneme.model.Direction;
import io.axoneme.model.NamedPorts;
import io.axoneme.model.Port;
import io.axoneme.model.PortMatch;
import io.axoneme.model.PortRule;
import io.axoneme.model.Protocol;
import io.axoneme.model.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes rules apart into what they say to each peer at each row key. */
final class ContributionCollector {

    private final PeerResolver peers;
    private final Function<String, Set<Port>> peerPortsNamed;
    private final NamedPorts ownPorts;
    private final List<Contribution> collected = new ArrayList<>();

    /**
     * @param peerPortsNamed the ports that any identity gives a name to
     * @param ownPorts the endpoint's own named ports
     */
    ContributionCollector(PeerResolver peers, Function<String, Set<Port>> peerPortsNamed, NamedPorts ownPorts) {
        this.peers = peers;
        this.peerPortsNamed = peerPortsNamed;
        this.ownPorts = ownPorts;
    }

    /** Adds what a rule of a policy says. */
    void add(Rule rule, Cause cause) {
        var bits = rule.peers().stream()
                .map(peers::resolve)
                .flatMap(b -> b.stream())
                .toList();
        for (var port : rule.ports()) {
            addPort(rule, port, bits, cause);
        }
    }

    /** Adds what no policy wrote. */
    void add(PeerBit peer) {
        collected.add(new Contribution(RowKey.ANY, Row.Action.ALLOW, peer, null, null));
    }

    List<Contribution> collected() {
        return collected;
    }

    private void addPort(Rule rule, PortRule port, Collection<PeerBit> bits, Cause cause) {
        switch (port.match()) {
            case PortMatch.Everything() -> addKey(rule, port, List.of(RowKey.ANY), bits, cause);
            case PortMatch.AllOf(var protocol) -> addKey(rule, port, List.of(RowKey.of(protocol)), bits, cause);
            case PortMatch.Range(var protocol, int first, int last) ->
                addKey(rule, port, RowKey.range(protocol, first, last), bits, cause);
            case PortMatch.IcmpType(var protocol, int type) ->
                addKey(rule, port, List.of(RowKey.of(protocol, type)), bits, cause);
            case PortMatch.Named(var name, var protocol) -> addNamed(rule, port, name, protocol, bits, cause);
        }
    }

    private void addNamed(
            Rule rule, PortRule port, String name, @Nullable Protocol protocol, Collection<PeerBit> bits, Cause cause) {
        if (rule.direction() == Direction.INGRESS) {
            ownPorts.ports().stream()
                    .filter(own -> own.name().equals(name))
                    .map(NamedPorts.Entry::port)
                    .filter(own -> protocol == null || own.protocol() == protocol)
                    .forEach(own -> addKey(rule, port, List.of(RowKey.of(own.protocol(), own.number())), bits, cause));
            return;
        }
        for (var target : peerPortsNamed.apply(name)) {
            if (protocol == null || target.protocol() == protocol) {
                var named = bits.stream()
                        .map(b -> b.withNamed(new PeerBit.NamedPort(name, target)))
                        .toList();
                addKey(rule, port, List.of(RowKey.of(target.protocol(), target.number())), named, cause);
            }
        }
    }

    private void addKey(Rule rule, PortRule port, List<RowKey> keys, Collection<PeerBit> bits, Cause cause) {
        var action = rule.action() == Rule.Action.DENY
                ? Row.Action.DENY
                : port.rules() == null ? Row.Action.ALLOW : Row.Action.REDIRECT;
        for (var key : keys) {
            for (var bit : bits) {
                collected.add(new Contribution(key, action, bit, port.rules(), cause));
            }
        }
    }
}
