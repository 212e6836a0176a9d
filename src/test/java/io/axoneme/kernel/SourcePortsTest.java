// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SourcePortsTest {

    private final SourcePorts ports = new SourcePorts();

    @Test
    void noPortIsGivenTwice() {
        var given = new HashSet<Integer>();
        while (ports.hasRoomFor(1)) {
            assertTrue(given.add(ports.take(80)));
        }
        assertFalse(given.contains(80));
        assertTrue(given.size() > 65_000, given.size() + " ports");
        ports.forget();
        assertTrue(ports.hasRoomFor(1));
        assertEquals(1, ports.take(80));
    }

    /** Else a packet 80 → 3 would be the answer to one 3 → 80 before it. */
    @Test
    void noPortIsOneThatAPacketWasSentTo() {
        var destinations = Set.of(3, 4, 7);
        destinations.forEach(ports::take);
        for (int i = 0; i < 20; i++) {
            int port = ports.take(3);
            assertFalse(destinations.contains(port), "port " + port);
        }
    }

    @Test
    void roomCountsTheDestinationsStillToCome() {
        assertTrue(ports.hasRoomFor(32_000));
        for (int packet = 0; packet < 32_000; packet++) {
            ports.take(65_535 - packet);
        }
        assertFalse(ports.hasRoomFor(800));
        assertThrows(IllegalStateException.class, () -> {
            for (int packet = 0; packet < 40_000; packet++) {
                ports.take(1);
            }
        });
    }
}
