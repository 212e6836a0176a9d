// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.kernel.JudgeAddresses.Family;
import io.axoneme.model.Cidr;
import io.axoneme.model.Identity;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Labels;
import io.axoneme.model.Peer;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.Workload;
import io.axoneme.model.World;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JudgeAddressesTest {

    private static final IpAddress OWN = IpAddress.parse("10.0.0.7");

    private final Workload a = new Workload("demo", "a", new Identity(300, Labels.of()), List.of(OWN));
    private final Workload b = new Workload("demo", "b", new Identity(301, Labels.of()), List.of());
    private final JudgeAddresses addresses = new JudgeAddresses(
            new World(World.Options.DEFAULT, List.of(a, b), List.of(), List.of(), List.of(), World.Addresses.NONE));

    @Test
    void whatAPodHasItKeepsAndWhatItLacksItIsLent() {
        assertEquals(OWN, addresses.of(a, Family.IPV4));
        assertFalse(addresses.isLent(OWN));
        assertFalse(addresses.of(a, Family.IPV6).isV4());
        assertTrue(addresses.isLent(addresses.of(a, Family.IPV6)));
        assertEquals(OWN, addresses.addressed(a).addresses().getFirst());
        assertEquals(2, addresses.addressed(b).addresses().size());
    }

    @Test
    void noAddressIsTwoOnes() {
        var all = new HashSet<IpAddress>();
        for (var family : Family.values()) {
            for (var pod : List.of(a, b)) {
                assertTrue(all.add(addresses.of(pod, family)));
                assertTrue(all.add(addresses.of(new Peer.Pod(pod), pod, family).orElseThrow()));
            }
            for (var identity : ReservedIdentity.values()) {
                assertTrue(all.add(
                        addresses.of(new Peer.Reserved(identity), a, family).orElseThrow()));
            }
        }
    }

    @Test
    void aPodMeetsItselfAsItsTwin() {
        var twin = addresses.of(new Peer.Pod(a), a, Family.IPV4).orElseThrow();
        assertNotEquals(OWN, twin);
        assertEquals(300, identityAt(twin));
        assertEquals(Optional.of(OWN), addresses.of(new Peer.Pod(a), b, Family.IPV4));
    }

    @Test
    void entitiesAreKnownByTheirAddresses() {
        var host = addresses
                .of(new Peer.Reserved(ReservedIdentity.HOST), a, Family.IPV6)
                .orElseThrow();
        assertEquals(1, identityAt(host));
        var entry = addresses.prefixes().get(Cidr.host(host));
        assertTrue(entry != null && entry.local());
    }

    @Test
    void anOutsideAddressHasNoOtherFamily() {
        var outside = new Peer.Outside(IpAddress.parse("2001:db8::1"));
        assertEquals(Optional.of(outside.address()), addresses.of(outside, a, Family.IPV6));
        assertEquals(Optional.empty(), addresses.of(outside, a, Family.IPV4));
    }

    private int identityAt(IpAddress address) {
        var entry = addresses.prefixes().get(Cidr.host(address));
        return entry == null ? -1 : entry.identity();
    }
}
