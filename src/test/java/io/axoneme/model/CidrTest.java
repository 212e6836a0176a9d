// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3/8, 10.0.0.0/8",
        "0.0.0.0/0, 0.0.0.0/0",
        "255.255.255.255/32, 255.255.255.255/32",
        "2001:db8::1/32, 2001:db8::/32",
        "2001:DB8:0:0:1:0:0:1/128, 2001:db8::1:0:0:1/128",
        "::/0, ::/0",
        "1::/1, ::/1",
        "fe80::1:2:3:4/64, fe80::/64",
        "fe80::1:2:3:4/65, fe80::/65",
        "64:ff9b::1.2.3.4/96, 64:ff9b::/96",
        "::1/128, ::1/128",
        "1:0:0:2:0:0:0:3/128, 1:0:0:2::3/128",
        "1:2:3:4:5:6:0:8/128, 1:2:3:4:5:6:0:8/128"
    })
    void readsMasksAndPrints(String text, String canonical) {
        assertEquals(canonical, Cidr.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/08",
                "10.0.0.0/",
                "10.0.0/8",
                "010.0.0.0/8",
                "256.0.0.0/8",
                "1.2.3.4.5/8",
                "a.b.c.d/8",
                "::/129",
                "1::2::3/64",
                "1:2:3:4:5:6:7/64",
                "1:2:3:4:5:6:7:8:9/64",
                "12345::/16",
                "fe80::1%eth0/64",
                ":1::/16",
                "1.2.3.4::/16",
                "::ffff:10.0.0.0/104",
                "",
                "/8"
            })
    void refusesOtherText(String text) {
        assertThrows(IllegalArgumentException.class, () -> Cidr.parse(text));
    }

    @Test
    void containsAddressesOfItsFamilyOnly() {
        assertTrue(Cidr.parse("10.0.0.0/8").contains(IpAddress.parse("10.255.255.255")));
        assertFalse(Cidr.parse("10.0.0.0/8").contains(IpAddress.parse("11.0.0.0")));
        assertTrue(Cidr.ALL_V4.contains(IpAddress.parse("0.0.0.0")));
        assertFalse(Cidr.ALL_V4.contains(IpAddress.parse("::1")));
        assertFalse(Cidr.ALL_V6.contains(IpAddress.parse("1.2.3.4")));
        assertTrue(Cidr.ALL_V6.contains(IpAddress.parse("ff::")));
    }

    @Test
    void containsPrefixesThatAreNoShorter() {
        assertTrue(Cidr.parse("10.0.0.0/8").contains(Cidr.parse("10.0.0.0/8")));
        assertTrue(Cidr.parse("10.0.0.0/8").contains(Cidr.parse("10.2.0.0/16")));
        assertFalse(Cidr.parse("10.0.0.0/8").contains(Cidr.parse("0.0.0.0/0")));
        assertFalse(Cidr.ALL_V6.contains(Cidr.ALL_V4));
    }

    @Test
    void labelsAreEveryPrefixAround() {
        var labels =
                Cidr.parse("128.0.0.0/2").labels().stream().map(Label::toString).toList();
        assertEquals(List.of("cidr:0.0.0.0/0", "cidr:128.0.0.0/1", "cidr:128.0.0.0/2"), labels);
        assertEquals(
                "cidr:2001-db8--0/32",
                Cidr.parse("2001:db8::/32").labels().getLast().toString());
        assertEquals("cidr:0--0/0", Cidr.ALL_V6.labels().getFirst().toString());
    }
}
