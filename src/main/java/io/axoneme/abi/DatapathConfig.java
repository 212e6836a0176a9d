// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

/**
 * Value of {@code config}: what may change without loading programs again.
 *
 * @param worldIpv4 identity of an IPv4 address without an ipcache entry: 2, or 9 in dual stack
 * @param worldIpv6 2 or 10
 * @param traceIntervalMs at most one trace per flow and direction in this time; 0: every packet
 * @param eventRate drops and verdicts an endpoint may send per second
 * @param ctNewRate new connections an endpoint may open or receive per second
 */
public record DatapathConfig(int worldIpv4, int worldIpv6, int traceIntervalMs, int eventRate, int ctNewRate) {
    public static final StructCodec<DatapathConfig> CODEC = new Bytes();

    private static final class Bytes extends StructCodec<DatapathConfig> {
        private final Field.Unsigned worldIpv4;
        private final Field.Unsigned worldIpv6;
        private final Field.Unsigned traceIntervalMs;
        private final Field.Unsigned eventRate;
        private final Field.Unsigned ctNewRate;

        Bytes() {
            super("axo_config");
            worldIpv4 = u32("world_ipv4");
            worldIpv6 = u32("world_ipv6");
            traceIntervalMs = u32("trace_interval_ms");
            eventRate = u32("event_rate");
            ctNewRate = u32("ct_new_rate");
            padding("pad", 4);
        }

        @Override
        public void write(DatapathConfig value, byte[] target, int offset) {
            worldIpv4.putInt(target, offset, value.worldIpv4());
            worldIpv6.putInt(target, offset, value.worldIpv6());
            traceIntervalMs.putInt(target, offset, value.traceIntervalMs());
            eventRate.putInt(target, offset, value.eventRate());
            ctNewRate.putInt(target, offset, value.ctNewRate());
        }

        @Override
        public DatapathConfig read(byte[] source, int offset) {
            return new DatapathConfig(
                    worldIpv4.getInt(source, offset),
                    worldIpv6.getInt(source, offset),
                    traceIntervalMs.getInt(source, offset),
                    eventRate.getInt(source, offset),
                    ctNewRate.getInt(source, offset));
        }
    }
}
