// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.1.2.3",
                "0.0.0.0",
                "255.255.255.255",
                "::",
                "::1",
                "2001:db8::1",
                "2001:db8:0:1::",
                "fe80::1:0:0:1",
                "1:0:2:0:3:0:4:0",
                "1:2:3:4:5:6:7:8",
                "a::"
            })
    void textIsCanonicalBothWays(String text) {
        assertEquals(text, Address.parse(text).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3,120,10.1.2.0",
        "10.1.2.3,96,0.0.0.0",
        "2001:db8::1,32,2001:db8::",
        "2001:db8::1,128,2001:db8::1"
    })
    void maskClearsWhatFollows(String text, int bits, String masked) {
        assertEquals(masked, Address.parse(text).masked(bits).toString());
    }

    @Test
    void prefixOfEverythingMasksToNothing() {
        assertTrue(Address.parse("10.1.2.3").masked(0).isNone());
    }

    @Test
    void familiesAreTold() {
        assertTrue(Address.parse("::ffff:10.0.0.1").isIpv4());
        assertFalse(Address.parse("2001:db8::1").isIpv4());
        assertEquals(0x0a000001, Address.parse("10.0.0.1").ipv4());
    }

    @Test
    void namesAreRefusedUnresolved() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Address.parse("localhost"));
        assertEquals("not an IP address: localhost", e.getMessage());
    }

    @Test
    void ipcacheKeysPrintAsCidrs() {
        assertEquals("10.1.2.0/24", new IpcacheKey(120, Address.parse("10.1.2.0")).cidr());
        assertEquals("2001:db8::/32", new IpcacheKey(32, Address.parse("2001:db8::")).cidr());
        assertEquals("10.1.2.3/32", IpcacheKey.host(Address.parse("10.1.2.3")).cidr());
    }
}
