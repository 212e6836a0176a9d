// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import java.util.List;
import java.util.StringJoiner;

/**
 * The flags of a TCP header.
 *
 * @param bits as in the header, FIN lowest; NS is bit 8
 */
public record TcpFlags(int bits) {

    public static final TcpFlags NONE = new TcpFlags(0);

    public static final int FIN = 1;
    public static final int SYN = 1 << 1;
    public static final int RST = 1 << 2;
    public static final int PSH = 1 << 3;
    public static final int ACK = 1 << 4;
    public static final int URG = 1 << 5;
    public static final int ECE = 1 << 6;
    public static final int CWR = 1 << 7;
    public static final int NS = 1 << 8;

    private record Name(int bit, String text) {}

    /** In the order in which they are printed. */
    private static final List<Name> NAMES = List.of(
            new Name(SYN, "SYN"),
            new Name(ACK, "ACK"),
            new Name(RST, "RST"),
            new Name(FIN, "FIN"),
            new Name(PSH, "PSH"),
            new Name(URG, "URG"),
            new Name(ECE, "ECE"),
            new Name(CWR, "CWR"),
            new Name(NS, "NS"));

    /** The bit of a flag's name in upper case; 0 for other names. */
    public static int bit(String name) {
        return NAMES.stream()
                .filter(known -> known.text.equals(name))
                .mapToInt(Name::bit)
                .findFirst()
                .orElse(0);
    }

    public boolean has(int bit) {
        return (bits & bit) != 0;
    }

    /** Whether all flags of the other are set here. */
    public boolean hasAll(TcpFlags other) {
        return (bits & other.bits) == other.bits;
    }

    /** Names of the flags that are set, as in {@code SYN, ACK}. */
    public String text() {
        var names = new StringJoiner(", ");
        NAMES.stream().filter(name -> has(name.bit)).forEach(name -> names.add(name.text));
        return names.toString();
    }
}
