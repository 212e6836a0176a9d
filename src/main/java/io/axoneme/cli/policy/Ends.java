// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import io.axoneme.kube.translate.WorldTranslator;
import io.axoneme.model.Peer;
import io.axoneme.model.Workload;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds in a world the ends that a case names. */
final class Ends {

    private final String caseName;
    private final WorldTranslator.Reading reading;
    private final Map<String, Workload> workloads;

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
            throw new UnreadableInput(caseName + ": pod " + name
                    + " is on the host's network: it is no endpoint; name entity host or remote-node instead");
        }
        throw new UnreadableInput(caseName + ": there is no pod " + name);
    }

    Peer peer(PolicyCase.End end) throws UnreadableInput {
        return switch (end) {
            case PolicyCase.End.Pod(var name) -> new Peer.Pod(workload(name));
            case PolicyCase.End.Entity(var identity) -> new Peer.Reserved(identity);
            case PolicyCase.End.Ip(var address) -> reading.world().peerAt(address);
        };
    }

    static List<Workload> workloads(Peer... peers) {
        return Stream.of(peers)
                .filter(Peer.Pod.class::isInstance)
                .map(p -> ((Peer.Pod) p).workload())
                .toList();
    }
}
