// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import io.axoneme.model.IpAddress;

/**
 * What the datapath tells of one packet. Addresses, ports and identities are the packet's, source first.
 *
 * @param timeNs CLOCK_MONOTONIC, nanoseconds
 * @param type {@link Abi#EVENT_DROP}, {@link Abi#EVENT_TRACE} or {@link Abi#EVENT_VERDICT}
 * @param subtype drop: the reason; trace: the observation point; verdict: the action
 * @param direction {@link Abi#INGRESS} or {@link Abi#EGRESS}
 * @param family 4 or 6; 0: not IP
 * @param protocol IP protocol number
 * @param tcpFlags flags of this packet
 * @param icmpType ICMP type
 * @param icmpCode ICMP code
 * @param endpointId the endpoint whose policy judged
 * @param ctState Hubble's trace reason
 * @param flags {@link Abi#EVENT_AUDIT} or 0
 * @param length bytes of the packet from its MAC header on
 * @param sourceIdentity who sent it
 * @param destinationIdentity for whom it is
 * @param policyId whose rows judged
 * @param row row id
 * @param segment index in the row, or {@link Abi#SEGMENT_DEFAULT}
 * @param action of the segment or default; 0 when no policy was asked
 * @param bit the selector that matched, or {@link Abi#NO_BIT}
 * @param ifindex device it was seen at
 * @param source source address
 * @param destination destination address
 * @param sourcePort source port
 * @param destinationPort destination port
 * @param sourceMac source MAC address
 * @param destinationMac destination MAC address
 */
public record Event(
        long timeNs,
        int type,
        int subtype,
        int direction,
        int family,
        int protocol,
        int tcpFlags,
        int icmpType,
        int icmpCode,
        int endpointId,
        int ctState,
        int flags,
        int length,
        int sourceIdentity,
        int destinationIdentity,
        int policyId,
        int row,
        int segment,
        int action,
        int bit,
        int ifindex,
        IpAddress source,
        IpAddress destination,
        int sourcePort,
        int destinationPort,
        Mac sourceMac,
        Mac destinationMac) {
    public static final StructCodec<Event> CODEC = new Bytes();

    private static final class Bytes extends StructCodec<Event> {
        private final Field.Unsigned timeNs;
        private final Field.Unsigned type;
        private final Field.Unsigned subtype;
        private final Field.Unsigned direction;
        private final Field.Unsigned family;
        private final Field.Unsigned protocol;
        private final Field.Unsigned tcpFlags;
        private final Field.Unsigned icmpType;
        private final Field.Unsigned icmpCode;
        private final Field.Unsigned endpointId;
        private final Field.Unsigned ctState;
        private final Field.Unsigned flags;
        private final Field.Unsigned length;
        private final Field.Unsigned srcIdentity;
        private final Field.Unsigned dstIdentity;
        private final Field.Unsigned policyId;
        private final Field.Unsigned row;
        private final Field.Unsigned segment;
        private final Field.Unsigned action;
        private final Field.Unsigned bit;
        private final Field.Unsigned ifindex;
        private final Field.Addresses src;
        private final Field.Addresses dst;
        private final Field.Unsigned sport;
        private final Field.Unsigned dport;
        private final Field.Unsigned srcMac;
        private final Field.Unsigned dstMac;

        Bytes() {
            super("axo_event");
            timeNs = u64("time_ns");
            type = u8("type");
            subtype = u8("subtype");
            direction = u8("direction");
            family = u8("family");
            protocol = u8("protocol");
            tcpFlags = u8("tcp_flags");
            icmpType = u8("icmp_type");
            icmpCode = u8("icmp_code");
            endpointId = u16("endpoint_id");
            ctState = u8("ct_state");
            flags = u8("flags");
            length = u32("length");
            srcIdentity = u32("src_identity");
            dstIdentity = u32("dst_identity");
            policyId = u32("policy_id");
            row = u32("row");
            segment = u8("segment");
            action = u8("action");
            bit = u16("bit");
            ifindex = u32("ifindex");
            src = address("src");
            dst = address("dst");
            sport = be16("sport");
            dport = be16("dport");
            srcMac = mac("src_mac");
            dstMac = mac("dst_mac");
        }

        @Override
        public void write(Event value, byte[] target, int offset) {
            timeNs.put(target, offset, value.timeNs());
            type.putInt(target, offset, value.type());
            subtype.putInt(target, offset, value.subtype());
            direction.putInt(target, offset, value.direction());
            family.putInt(target, offset, value.family());
            protocol.putInt(target, offset, value.protocol());
            tcpFlags.putInt(target, offset, value.tcpFlags());
            icmpType.putInt(target, offset, value.icmpType());
            icmpCode.putInt(target, offset, value.icmpCode());
            endpointId.putInt(target, offset, value.endpointId());
            ctState.putInt(target, offset, value.ctState());
            flags.putInt(target, offset, value.flags());
            length.putInt(target, offset, value.length());
            srcIdentity.putInt(target, offset, value.sourceIdentity());
            dstIdentity.putInt(target, offset, value.destinationIdentity());
            policyId.putInt(target, offset, value.policyId());
            row.putInt(target, offset, value.row());
            segment.putInt(target, offset, value.segment());
            action.putInt(target, offset, value.action());
            bit.putInt(target, offset, value.bit());
            ifindex.putInt(target, offset, value.ifindex());
            src.put(target, offset, value.source());
            dst.put(target, offset, value.destination());
            sport.putInt(target, offset, value.sourcePort());
            dport.putInt(target, offset, value.destinationPort());
            srcMac.put(target, offset, value.sourceMac().value());
            dstMac.put(target, offset, value.destinationMac().value());
        }

        @Override
        public Event read(byte[] source, int offset) {
            return new Event(
                    timeNs.get(source, offset),
                    type.getInt(source, offset),
                    subtype.getInt(source, offset),
                    direction.getInt(source, offset),
                    family.getInt(source, offset),
                    protocol.getInt(source, offset),
                    tcpFlags.getInt(source, offset),
                    icmpType.getInt(source, offset),
                    icmpCode.getInt(source, offset),
                    endpointId.getInt(source, offset),
                    ctState.getInt(source, offset),
                    flags.getInt(source, offset),
                    length.getInt(source, offset),
                    srcIdentity.getInt(source, offset),
                    dstIdentity.getInt(source, offset),
                    policyId.getInt(source, offset),
                    row.getInt(source, offset),
                    segment.getInt(source, offset),
                    action.getInt(source, offset),
                    bit.getInt(source, offset),
                    ifindex.getInt(source, offset),
                    src.get(source, offset),
                    dst.get(source, offset),
                    sport.getInt(source, offset),
                    dport.getInt(source, offset),
                    new Mac(srcMac.get(source, offset)),
                    new Mac(dstMac.get(source, offset)));
        }
    }
}
