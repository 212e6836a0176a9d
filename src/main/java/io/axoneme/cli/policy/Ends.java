// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import io.axoneme.kube.translate.WorldTranslator;
import io.axoneme.model.ClusterNode;
import io.axoneme.model.Peer;
import io.axoneme.model.Workload;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds in a world the ends that a case names. */
final class Ends {

    private static final int MOST_NAMES = 8;

    private final String caseName;
    private final WorldTranslator.Reading reading;
    private final Map<String, Workload> workloads;

    /** @param caseName stands before each message; empty for none */
    Ends(String caseName, WorldTranslator.Reading reading) {
        this.caseName = caseName;
        this.reading = reading;
        this.workloads =
                reading.world().workloads().stream().collect(Collectors.toMap(Workload::toString, Function.identity()));
    }

    Workload workload(String name) throws UnreadableInput {
        var workload = workloads.get(name);
        if (workload != null) {
            return workload;
        }
        if (reading.hostPods().contains(name)) {
            throw error("pod " + name
                    + " is on the host's network: it is no endpoint; name entity host or remote-node instead");
        }
        throw error("there is no pod " + name + nearest(name));
    }

    /** The endpoint that an end is; empty for one that is none. */
    Optional<Workload> endpoint(PolicyCase.End end) throws UnreadableInput {
        return switch (end) {
            case PolicyCase.End.Pod(var name) -> Optional.of(workload(name));
            case PolicyCase.End.Node(var name) -> Optional.of(node(name).host());
            case PolicyCase.End.Entity entity -> Optional.empty();
            case PolicyCase.End.Ip ip -> Optional.empty();
            case PolicyCase.End.Name name -> Optional.empty();
        };
    }

    /** The endpoint of a row. */
    Workload workload(PolicyCase.End end) throws UnreadableInput {
        var endpoint = endpoint(end);
        if (endpoint.isEmpty()) {
            throw error(PolicyCase.text(end) + " is no endpoint: name a pod or a node");
        }
        return endpoint.get();
    }

    /** Names that begin alike, as those of one deployment's pods do; else all of the namespace, if they are few. */
    private String nearest(String name) {
        var namespace = name.substring(0, name.indexOf('/') + 1);
        var alike = workloads.keySet().stream()
                .filter(n -> n.startsWith(name))
                .sorted()
                .toList();
        var there = workloads.keySet().stream()
                .filter(n -> n.startsWith(namespace))
                .sorted()
                .toList();
        var known = alike.isEmpty() ? there : alike;
        if (known.isEmpty()) {
            return namespace.isEmpty()
                    ? "; write NAMESPACE/POD"
                    : "; the namespace " + namespace.substring(0, namespace.length() - 1) + " has none";
        }
        var more = known.size() > MOST_NAMES ? " and " + (known.size() - MOST_NAMES) + " more" : "";
        return "; there " + (known.size() == 1 ? "is " : "are ")
                + String.join(", ", known.subList(0, Math.min(known.size(), MOST_NAMES))) + more;
    }

    private UnreadableInput error(String message) {
        return new UnreadableInput(caseName.isEmpty() ? message : caseName + ": " + message);
    }

    Peer peer(PolicyCase.End end) throws UnreadableInput {
        return switch (end) {
            case PolicyCase.End.Pod(var name) -> new Peer.Pod(workload(name));
            case PolicyCase.End.Entity(var identity) -> new Peer.Reserved(identity);
            case PolicyCase.End.Node(var name) -> reading.world().peerOf(node(name));
            case PolicyCase.End.Ip(var address) -> reading.world().peerAt(address);
            case PolicyCase.End.Name(var name, var address) -> reading.world().peerAt(address);
        };
    }

    private ClusterNode node(String name) throws UnreadableInput {
        var node = reading.world().nodes().stream()
                .filter(n -> n.name().equals(name))
                .findFirst();
        if (node.isEmpty()) {
            var known = reading.world().nodes().stream().map(ClusterNode::name).limit(MOST_NAMES);
            throw error("there is no node " + name
                    + (reading.world().nodes().isEmpty()
                            ? ""
                            : "; there is " + known.collect(Collectors.joining(", "))));
        }
        return node.get();
    }
}
