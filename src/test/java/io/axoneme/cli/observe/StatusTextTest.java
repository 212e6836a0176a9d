// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.UInt32Value;
import io.axoneme.hubble.proto.observer.ServerStatusResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusTextTest {

    private static final ServerStatusResponse NODE = ServerStatusResponse.newBuilder()
            .setNumFlows(1024)
            .setMaxFlows(4095)
            .setSeenFlows(1_234_567)
            .setUptimeNs(3_723_900_000_000L)
            .setVersion("1.2.3")
            .setFlowsRate(12.345)
            .build();

    private static final ServerStatusResponse RELAY = NODE.toBuilder()
            .setNumConnectedNodes(UInt32Value.of(2))
            .setNumUnavailableNodes(UInt32Value.of(3))
            .addUnavailableNodes("n4")
            .addUnavailableNodes("n3")
            .build();

    @Test
    void compact() {
        assertEquals("Current/Max Flows: 1,024/4,095 (25.01%)\nFlows/s: 12.35\n", StatusText.compact(NODE));
        assertEquals("""
                Current/Max Flows: 1,024/4,095 (25.01%)
                Flows/s: 12.35
                Connected Nodes: 2/5
                Unavailable Nodes: 3
                  - n3
                  - n4
                  - and 1 more...
                """, StatusText.compact(RELAY));
    }

    @Test
    void rateSinceTheStartWhereTheServerTellsNone() {
        var old = NODE.toBuilder().clearFlowsRate().setSeenFlows(100).setUptimeNs(50_000_000_000L);
        assertEquals("Current/Max Flows: 1,024/4,095 (25.01%)\nFlows/s: 2.00\n", StatusText.compact(old.build()));
    }

    @Test
    void dict() {
        assertEquals("""
                          NUM FLOWS: 1,024
                          MAX FLOWS: 4,095
                         SEEN FLOWS: 1,234,567
                   FLOWS PER SECOND: 12.35
                             UPTIME: 1h2m3s
                NUM CONNECTED NODES: 2
                 NUM UNAVAIL. NODES: 3
                            VERSION: 1.2.3
                """, StatusText.dict(RELAY));
    }

    @Test
    void table() {
        assertEquals("""
                NUM FLOWS   MAX FLOWS   SEEN FLOWS   FLOWS PER SECOND   UPTIME   NUM CONNECTED NODES   NUM UNAVAILABLE NODES   VERSION
                1,024       4,095       1,234,567    12.35              1h2m3s   N/A                   N/A                     1.2.3
                """, StatusText.table(NODE));
    }

    @ParameterizedTest
    @CsvSource({"0, 0s", "59999999999, 59s", "60000000000, 1m0s", "90000000000000, 25h0m0s"})
    void durations(long nanoseconds, String expected) {
        assertEquals(expected, StatusText.duration(nanoseconds));
    }
}
