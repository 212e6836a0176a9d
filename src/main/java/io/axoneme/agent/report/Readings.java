// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.report;

import io.axoneme.abi.Abi;
import io.axoneme.abi.Count;
import io.axoneme.abi.MetricKey;
import io.axoneme.flow.DropReasons;
import io.axoneme.telemetry.NodeMeters;
import io.axoneme.telemetry.NodeMeters.Fate;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the kernel and the loader count, in the words of metrics. */
public final class Readings {
    private Readings() {}

    /** Entries of the datapath's {@code metrics}; reasons that read the same are one. */
    public static Map<NodeMeters.Packets, NodeMeters.Count> packets(Map<MetricKey, Count> counted) {
        return counted.entrySet().stream()
                .collect(Collectors.toMap(
                        e -> of(e.getKey()),
                        e -> new NodeMeters.Count(
                                e.getValue().packets(), e.getValue().bytes()),
                        (one, other) ->
                                new NodeMeters.Count(one.packets() + other.packets(), one.bytes() + other.bytes())));
    }

    private static NodeMeters.Packets of(MetricKey key) {
        var direction = key.direction() == Abi.INGRESS ? "ingress" : "egress";
        return switch (key.reason()) {
            case 0 -> new NodeMeters.Packets(Fate.FORWARDED, "", direction);
            case Abi.METRIC_UNCOUNTED -> new NodeMeters.Packets(Fate.UNCOUNTED, "", direction);
            default -> new NodeMeters.Packets(Fate.DROPPED, DropReasons.text(key.reason()), direction);
        };
    }

    /** Events that never became flows. */
    public static Map<NodeMeters.Lost, Long> lost(Map<Losses.Kind, Long> lost) {
        return lost.entrySet().stream()
                .collect(Collectors.toMap(
                        e -> new NodeMeters.Lost(
                                e.getKey().type(),
                                e.getKey().reason(),
                                e.getKey().place().text()),
                        Map.Entry::getValue));
    }

    /** How full the loader's maps are. */
    public static Map<String, NodeMeters.Fill> maps(LoaderState loader) {
        var maps = new TreeMap<String, NodeMeters.Fill>();
        loader.maps().forEach(m -> maps.put(m.name(), new NodeMeters.Fill(m.entries(), m.capacity())));
        return maps;
    }
}
