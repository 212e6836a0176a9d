// SPDX-License-Identifier: Apache-2.0
package io.axoneme.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.axoneme.telemetry.NodeMeters.Count;
import io.axoneme.telemetry.NodeMeters.Fate;
import io.axoneme.telemetry.NodeMeters.Fill;
import io.axoneme.telemetry.NodeMeters.Lost;
import io.axoneme.telemetry.NodeMeters.Packets;
import io.axoneme.telemetry.NodeMeters.Reading;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The whole of what is measured, name by name: dashboards and alerts hang on these. */
class NodeMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final NodeMeters meters = new NodeMeters(registry);

    private static Reading reading(long dropped, int endpoints) {
        return new Reading(
                endpoints,
                7,
                42,
                4,
                1,
                true,
                2,
                1200,
                Map.of(new Lost("drop", "Policy denied", "datapath"), 3L, new Lost("trace", "", "loader"), 4L),
                Map.of(
                        new Packets(Fate.DROPPED, "Policy denied", "ingress"), new Count(dropped, 60 * dropped),
                        new Packets(Fate.FORWARDED, "", "egress"), new Count(9, 900),
                        new Packets(Fate.UNCOUNTED, "", "ingress"), new Count(6, 600)),
                Map.of("policy", new Fill(10, 100)),
                Map.of("map_full", 8L));
    }

    private Map<String, Double> values() {
        return registry.getMeters().stream()
                .collect(Collectors.toMap(
                        NodeMetersTest::text,
                        m -> m.measure().iterator().next().getValue(),
                        Double::sum,
                        TreeMap::new));
    }

    private static String text(Meter meter) {
        return meter.getId().getName()
                + meter.getId().getTags().stream()
                        .map(t -> t.getKey() + "=" + t.getValue())
                        .collect(Collectors.joining(",", "{", "}"));
    }

    @Test
    void everyNameOnce() {
        meters.read(reading(5, 3));
        var expected = new TreeMap<String, Double>();
        expected.put("axoneme.endpoints{}", 3.0);
        expected.put("axoneme.identities{}", 7.0);
        expected.put("axoneme.policy.revision{}", 42.0);
        expected.put("axoneme.policies{}", 4.0);
        expected.put("axoneme.policies.invalid{}", 1.0);
        expected.put("axoneme.kernel.in.sync{}", 1.0);
        expected.put("axoneme.pods.unmanaged{}", 2.0);
        expected.put("axoneme.flows{}", 1200.0);
        expected.put("axoneme.events.lost{place=datapath,reason=Policy denied,type=drop}", 3.0);
        expected.put("axoneme.events.lost{place=loader,reason=,type=trace}", 4.0);
        expected.put("axoneme.drop.packets{direction=ingress,reason=Policy denied}", 5.0);
        expected.put("axoneme.drop.bytes{direction=ingress,reason=Policy denied}", 300.0);
        expected.put("axoneme.forward.packets{direction=egress}", 9.0);
        expected.put("axoneme.forward.bytes{direction=egress}", 900.0);
        expected.put("axoneme.counters.uncounted{direction=ingress}", 6.0);
        expected.put("axoneme.map.entries{map=policy}", 10.0);
        expected.put("axoneme.map.capacity{map=policy}", 100.0);
        expected.put("axoneme.loader.refusals{reason=map_full}", 8.0);
        assertEquals(expected, values());
    }

    @Test
    void theLastReadingCounts() {
        meters.read(reading(5, 3));
        meters.read(reading(6, 1));
        assertEquals(6.0, values().get("axoneme.drop.packets{direction=ingress,reason=Policy denied}"));
        assertEquals(1.0, values().get("axoneme.endpoints{}"));
    }

    @Test
    void aLoaderThatDoesNotAnswerSetsNoCounterBack() {
        meters.read(reading(5, 3));
        meters.read(new Reading(3, 7, 42, 4, 1, false, 2, 1200, Map.of(), Map.of(), Map.of(), Map.of()));
        assertEquals(5.0, values().get("axoneme.drop.packets{direction=ingress,reason=Policy denied}"));
        assertEquals(8.0, values().get("axoneme.loader.refusals{reason=map_full}"));
        assertEquals(3.0, values().get("axoneme.events.lost{place=datapath,reason=Policy denied,type=drop}"));
        assertEquals(0.0, values().get("axoneme.kernel.in.sync{}"));
    }

    @Test
    void beforeTheFirstReadingNothingIsInSync() {
        assertEquals(0.0, values().get("axoneme.kernel.in.sync{}"));
    }
}
