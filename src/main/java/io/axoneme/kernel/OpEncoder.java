// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.abi.Abi;
import io.axoneme.abi.BitVector;
import io.axoneme.abi.IpcacheValue;
import io.axoneme.abi.PolicyHead;
import io.axoneme.abi.PolicyKey;
import io.axoneme.abi.Row;
import io.axoneme.abi.Segment;
import io.axoneme.graph.Delta;
import io.axoneme.plan.PendingOp;
import java.util.List;

/** From the plan's words to the contract's records. */
final class OpEncoder {

    private OpEncoder() {}

    static BitVector vector(List<Integer> bits) {
        return BitVector.ofBits(bits.stream().mapToInt(Integer::intValue).toArray());
    }

    static PolicyKey key(PendingOp.RowPosition position) {
        return new PolicyKey(
                Abi.POLICY_PREFIX_ANY + position.key().specificity(),
                position.policyId(),
                position.direction().number(),
                position.key().protocol(),
                position.key().port());
    }

    static Row row(int id, List<io.axoneme.graph.Row.Segment> segments, int next, int shadow) {
        return new Row(
                id, next, shadow, segments.stream().map(OpEncoder::segment).toList());
    }

    private static Segment segment(io.axoneme.graph.Row.Segment segment) {
        return new Segment(
                segment.action().number(),
                segment.rules(),
                segment.vector() == 0 ? Segment.INLINE : segment.vector(),
                segment.vector() == 0 ? List.copyOf(segment.causes().keySet()) : List.of());
    }

    static PolicyHead head(PendingOp.Head head) {
        return new PolicyHead((head.enforceIngress() ? Abi.POLICY_ENFORCE_INGRESS : 0)
                | (head.enforceEgress() ? Abi.POLICY_ENFORCE_EGRESS : 0));
    }

    static IpcacheValue entry(Delta.PrefixEntry entry) {
        return IpcacheValue.of(entry.identity(), entry.local() ? Abi.IPCACHE_LOCAL : 0);
    }
}
