// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

/**
 * Value of {@code ct_new} and {@code ct_est}.
 *
 * @param ticket the verdict it was given
 * @param expiresNs CLOCK_MONOTONIC; past it the entry counts as absent
 * @param forward the opener's direction
 * @param reply the other
 * @param flags {@link Abi#CT_INGRESS} and so on
 * @param version {@link Abi#CT_VERSION}
 * @param service reverse NAT index; 0: none
 */
public record CtValue(
        Ticket ticket, long expiresNs, CtTraffic forward, CtTraffic reply, int flags, int version, int service) {
    public static final StructCodec<CtValue> CODEC = new Bytes();

    private static final class Bytes extends StructCodec<CtValue> {
        private final Field.Unsigned ticket;
        private final Field.Unsigned expiresNs;
        private final Field.Elements reportedNs;
        private final Field.Elements packets;
        private final Field.Elements bytes;
        private final Field.Unsigned flags;
        private final Field.Elements tcpFlags;
        private final Field.Unsigned version;
        private final Field.Unsigned service;

        Bytes() {
            super("axo_ct_value");
            ticket = u64("ticket");
            expiresNs = u64("expires_ns");
            reportedNs = elements("reported_ns", 8, 2);
            packets = elements("packets", 8, 2);
            bytes = elements("bytes", 8, 2);
            flags = u32("flags");
            tcpFlags = elements("tcp_flags", 1, 2);
            version = u8("version");
            padding("pad", 1);
            service = u32("service");
            padding("spare", 20);
        }

        @Override
        public void write(CtValue value, byte[] target, int offset) {
            ticket.put(target, offset, value.ticket.word());
            expiresNs.put(target, offset, value.expiresNs);
            write(value.forward, 0, target, offset);
            write(value.reply, 1, target, offset);
            flags.putInt(target, offset, value.flags);
            version.putInt(target, offset, value.version);
            service.putInt(target, offset, value.service);
        }

        private void write(CtTraffic way, int index, byte[] target, int offset) {
            reportedNs.unsigned(index).put(target, offset, way.reportedNs());
            packets.unsigned(index).put(target, offset, way.packets());
            bytes.unsigned(index).put(target, offset, way.bytes());
            tcpFlags.unsigned(index).putInt(target, offset, way.tcpFlags());
        }

        @Override
        public CtValue read(byte[] source, int offset) {
            return new CtValue(
                    Ticket.of(ticket.get(source, offset)),
                    expiresNs.get(source, offset),
                    traffic(0, source, offset),
                    traffic(1, source, offset),
                    flags.getInt(source, offset),
                    version.getInt(source, offset),
                    service.getInt(source, offset));
        }

        private CtTraffic traffic(int index, byte[] source, int offset) {
            return new CtTraffic(
                    reportedNs.unsigned(index).get(source, offset),
                    packets.unsigned(index).get(source, offset),
                    bytes.unsigned(index).get(source, offset),
                    tcpFlags.unsigned(index).getInt(source, offset));
        }
    }
}
