// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.abi.Abi;
import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.BitVector;
import io.axoneme.abi.IpcacheKey;
import io.axoneme.abi.PolicyKey;
import io.axoneme.abi.Row;
import io.axoneme.abi.Segment;
import io.axoneme.kernel.KernelMaps.VectorMap;
import io.axoneme.model.Cidr;
import io.axoneme.model.Direction;
import io.axoneme.model.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a verdict out of the maps' bytes the way the datapath does: one longest-prefix lookup, then bits. */
final class RowReader {

    private static final int PORT_BITS = 16;

    /**
     * Which bit of which segment decided; without one it was the policy's default.
     *
     * @param rules for a redirect the number of the rule set
     */
    record Match(int action, int row, int segment, int bit, int rules) {}

    private final MapImage maps;

    RowReader(MapImage maps) {
        this.maps = maps;
    }

    /** The identity behind an address; null where ipcache has none, which is the world. */
    @Nullable
    Integer identityOf(IpAddress address) {
        var host = maps.get(AbiMaps.IPCACHE_HOST, address);
        if (host != null) {
            return host.identity();
        }
        for (int bits = address.width(); bits >= 0; bits--) {
            var entry = maps.get(AbiMaps.IPCACHE, IpcacheKey.of(new Cidr(address, bits)));
            if (entry != null) {
                return entry.identity();
            }
        }
        return null;
    }

    /** Bits of an identity; those of the unknown one when it has no slot. */
    BitVector membership(int identity) {
        var slot = maps.get(AbiMaps.IDENTITY_SLOT, identity);
        return maps.vector(VectorMap.MEMBERSHIP, slot == null ? 0 : slot);
    }

    /** What decides for a peer with these bits; null when no segment does. */
    @Nullable
    Match match(@Nullable Row first, BitVector peer) {
        var row = first;
        int before = 0;
        while (row != null) {
            for (int i = 0; i < row.segments().size(); i++) {
                var segment = row.segments().get(i);
                for (int bit : bits(segment)) {
                    if (peer.get(bit)) {
                        return new Match(segment.action(), row.id(), before + i, bit, segment.rules());
                    }
                }
            }
            before += row.segments().size();
            row = row.next() == 0 ? null : maps.get(AbiMaps.POLICY_MORE, row.next());
        }
        return null;
    }

    /** Whether the policy denies what no segment decides. */
    boolean enforces(int policyId, Direction direction) {
        var head = maps.get(AbiMaps.POLICY_HEAD, policyId);
        if (head == null) {
            throw new IllegalStateException("policy " + policyId + " has no head");
        }
        int flag = direction == Direction.INGRESS ? Abi.POLICY_ENFORCE_INGRESS : Abi.POLICY_ENFORCE_EGRESS;
        return (head.flags() & flag) != 0;
    }

    private List<Integer> bits(Segment segment) {
        return segment.vector() == Segment.INLINE
                ? segment.bits()
                : maps.vector(VectorMap.VECTOR, segment.vector()).stream()
                        .boxed()
                        .toList();
    }

    /** The row that says what audited policies would make of it; null without one. */
    @Nullable
    Row shadowOf(@Nullable Row row) {
        return row == null || row.shadow() == 0 ? null : maps.get(AbiMaps.POLICY_MORE, row.shadow());
    }

    /** The row that speaks of a port; null when none does. */
    @Nullable
    Row row(int policyId, Direction direction, int protocol, int port) {
        for (int bits = PORT_BITS; bits >= 0; bits--) {
            int prefix = Abi.POLICY_PREFIX_PROTOCOL + bits;
            int masked = port & (0xffff << (PORT_BITS - bits)) & 0xffff;
            var map = prefix == Abi.POLICY_PREFIX_PORT ? AbiMaps.POLICY_PORT : AbiMaps.POLICY;
            var row = maps.get(map, new PolicyKey(prefix, policyId, direction.number(), protocol, masked));
            if (row != null) {
                return row;
            }
        }
        return maps.get(AbiMaps.POLICY, new PolicyKey(Abi.POLICY_PREFIX_ANY, policyId, direction.number(), 0, 0));
    }
}
