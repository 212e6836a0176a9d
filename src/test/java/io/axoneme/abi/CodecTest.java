// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.axoneme.model.Cidr;
import io.axoneme.model.IpAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodecTest {
    /** Structs whose bytes are free; a row's and a segment's counts say which of their bytes mean something. */
    static Stream<StructCodec<?>> plainStructs() {
        return AbiMaps.STRUCTS.stream().filter(codec -> !(codec.equals(Row.CODEC) || codec.equals(Segment.CODEC)));
    }

    @ParameterizedTest
    @MethodSource("plainStructs")
    void bytesSurviveReadAndWrite(StructCodec<?> codec) {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[codec.size()];
            random.nextBytes(bytes);
            for (Field field : codec.layout().fields()) {
                if (field instanceof Field.Padding) {
                    Arrays.fill(bytes, field.offset(), field.offset() + field.size(), (byte) 0);
                }
            }
            assertArrayEquals(bytes, copy(codec, bytes), codec.layout().struct());
        }
    }

    private static <T> byte[] copy(StructCodec<T> codec, byte[] bytes) {
        return codec.encode(codec.read(bytes, 0));
    }

    @Test
    void policyKeyIsBigEndianPastItsPrefixLength() {
        byte[] bytes = PolicyKey.CODEC.encode(new PolicyKey(64, 0x01020304, Abi.EGRESS, 6, 443));
        assertEquals("40000000" + "01020304" + "02" + "06" + "01bb", hex(bytes));
    }

    @Test
    void ipcacheKeyOfAnIpv4AddressIsMapped() {
        byte[] bytes = IpcacheKey.CODEC.encode(IpcacheKey.of(Cidr.parse("10.1.2.0/24")));
        assertEquals("78000000" + "00000000000000000000ffff0a010200", hex(bytes));
    }

    @Test
    void ipcacheKeysAreCidrs() {
        assertEquals(
                "10.1.2.0/24",
                new IpcacheKey(120, IpAddress.parse("10.1.2.0")).cidr().toString());
        assertEquals(
                "2001:db8::/32",
                IpcacheKey.of(Cidr.parse("2001:db8::/32")).cidr().toString());
        assertEquals(
                "10.1.2.3/32",
                IpcacheKey.host(IpAddress.parse("10.1.2.3")).cidr().toString());
    }

    @Test
    void ticketPutsPolicyActionAndIdentityInOneWord() {
        CtValue value = new CtValue(
                new Ticket(7, Abi.ACTION_ALLOW, 0x0100_0001),
                5,
                new CtTraffic(1, 2, 3, 4),
                new CtTraffic(5, 6, 7, 8),
                Abi.CT_INGRESS,
                Abi.CT_VERSION,
                9);
        byte[] bytes = CtValue.CODEC.encode(value);
        assertEquals("01000011" + "07000000", hex(Arrays.copyOf(bytes, 8)));
        assertEquals(value, CtValue.CODEC.read(bytes, 0));
    }

    @Test
    void rowKeepsItsSegmentsInOrder() {
        Row row = new Row(
                3,
                4,
                5,
                List.of(
                        Segment.ofBits(Abi.ACTION_DENY, List.of(1, 511)),
                        Segment.ofVector(Abi.ACTION_ALLOW, 12),
                        new Segment(Abi.ACTION_REDIRECT, 77, Segment.INLINE, List.of(0))));
        byte[] bytes = Row.CODEC.encode(row);
        assertEquals(row, Row.CODEC.read(bytes, 0));
        assertEquals("03000000" + "04000000" + "05000000" + "03000000", hex(Arrays.copyOf(bytes, 16)));
        assertEquals(
                "0202000000000000" + "0100ff01" + "000000000000000000000000", hex(Arrays.copyOfRange(bytes, 16, 40)));
        assertEquals("01ff00000c000000", hex(Arrays.copyOfRange(bytes, 40, 48)));
    }

    @Test
    void segmentRefusesMoreBitsThanFit() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Segment.ofBits(Abi.ACTION_ALLOW, List.of(1, 2, 3, 4, 5, 6, 7, 8, 9)));
        assertThrows(IllegalArgumentException.class, () -> new Segment(Abi.ACTION_ALLOW, 0, 3, List.of(1)));
    }

    @Test
    void numberThatDoesNotFitItsFieldIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> PolicyKey.CODEC.encode(new PolicyKey(64, 1, Abi.EGRESS, 6, 65536)));
    }

    @Test
    void identitiesPastTheSignBitSurvive() {
        IpcacheValue value = IpcacheValue.of(0xff00_0001, 0);
        assertEquals(value, IpcacheValue.CODEC.read(IpcacheValue.CODEC.encode(value), 0));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
