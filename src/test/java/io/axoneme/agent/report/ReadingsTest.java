// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.axoneme.abi.Abi;
import io.axoneme.abi.Count;
import io.axoneme.abi.MetricKey;
import io.axoneme.telemetry.NodeMeters;
import io.axoneme.telemetry.NodeMeters.Fate;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadingsTest {

    @Test
    void reasonsAreToldAsTheyArePrinted() {
        assertEquals(
                Map.of(
                        new NodeMeters.Packets(Fate.FORWARDED, "", "egress"), new NodeMeters.Count(1, 10),
                        new NodeMeters.Packets(Fate.DROPPED, "Policy denied", "ingress"), new NodeMeters.Count(2, 20),
                        new NodeMeters.Packets(Fate.UNCOUNTED, "", "ingress"), new NodeMeters.Count(3, 30)),
                Readings.packets(Map.of(
                        new MetricKey(0, Abi.EGRESS), new Count(1, 10),
                        new MetricKey(133, Abi.INGRESS), new Count(2, 20),
                        new MetricKey(255, Abi.INGRESS), new Count(3, 30))));
    }

    @Test
    void reasonsThatReadTheSameAreOne() {
        assertEquals(
                Map.of(new NodeMeters.Packets(Fate.DROPPED, "Invalid packet", "egress"), new NodeMeters.Count(5, 50)),
                Readings.packets(Map.of(
                        new MetricKey(2, Abi.EGRESS), new Count(1, 10),
                        new MetricKey(134, Abi.EGRESS), new Count(4, 40))));
    }

    @Test
    void lossesAreToldByTypeReasonAndPlace() {
        assertEquals(
                Map.of(
                        new NodeMeters.Lost("drop", "Policy denied", "datapath"), 3L,
                        new NodeMeters.Lost("trace", "", "loader"), 4L),
                Readings.lost(Map.of(
                        new Losses.Kind("drop", "Policy denied", Losses.Place.DATAPATH), 3L,
                        new Losses.Kind("trace", "", Losses.Place.LOADER), 4L)));
    }
}
