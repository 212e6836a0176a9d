// SPDX-License-Identifier: Apache-2.0
package io.axoneme.plan;

import io.axoneme.graph.Delta.BitChange;
import io.axoneme.graph.Delta.Flip;
import io.axoneme.graph.Delta.IndexVector;
import io.axoneme.graph.Delta.PrefixChange;
import io.axoneme.graph.Delta.SelectorBit;
import io.axoneme.graph.Delta.SlotVector;
import io.axoneme.graph.Row;
import io.axoneme.graph.RowKey;
import io.axoneme.model.Cidr;
import io.axoneme.model.Direction;
import java.util.List;

/**
 * One step towards the kernel. Steps are carried out one after the other, in the order in which they stand; each is safe to repeat. When one fails,
 * those behind it must not be carried out.
 */
public sealed interface PendingOp {

    /** To the journal, before anything that it explains is in force. */
    record Journal(List<SelectorBit> selectors, List<PolicyCauses> policies) implements PendingOp {}

    /** {@code membership}: whole vectors, for slots that no identity points to yet or whose identity stays the same. */
    record WriteVectors(List<SlotVector> vectors) implements PendingOp {}

    /** {@code identity_slot}: from now on these identities are known. */
    record WriteIdentities(List<SlotVector> identities) implements PendingOp {}

    /** {@code membership}: single bits, set. */
    record SetBits(List<BitChange> bits) implements PendingOp {}

    /** Bit sets that are too long for a segment, each stored once. */
    record WriteInternedVectors(List<IndexVector> vectors) implements PendingOp {}

    /** {@code policy_more}: rows that others go on in, and shadows, before those that name them. */
    record WriteMoreRows(List<MoreRow> rows) implements PendingOp {}

    /** {@code policy}. */
    record WriteRows(List<PolicyRow> rows) implements PendingOp {}

    /** {@code policy_head}, after the rows. */
    record WriteHeads(List<Head> heads) implements PendingOp {}

    /** {@code ipcache}, {@code ipcache_host}: entries added or replaced. */
    record WritePrefixes(List<PrefixChange> prefixes) implements PendingOp {}

    /** {@code ipcache}, {@code ipcache_host}: entries taken out. */
    record RemovePrefixes(List<Cidr> prefixes) implements PendingOp {}

    /** {@code ipcache}, {@code ipcache_host}: entries of an earlier run that nobody has asked for taken out. */
    record SweepPrefixes() implements PendingOp {}

    /** {@code endpoint_policy}: from now on the new policies are in force. */
    record FlipEndpoints(List<Flip> flips) implements PendingOp {}

    /** {@code policy}, after a grace period. */
    record RemoveRows(List<RowPosition> rows) implements PendingOp {}

    /** {@code policy_more}, after the rows that name them. */
    record RemoveMoreRows(List<Integer> indexes) implements PendingOp {}

    /** {@code policy_head}. */
    record RemoveHeads(List<Integer> policyIds) implements PendingOp {}

    /** {@code membership}: single bits, cleared; no row names them any more. */
    record ClearBits(List<BitChange> bits) implements PendingOp {}

    /** {@code identity_slot}: nobody has these identities any more. */
    record RemoveIdentities(List<SlotVector> identities) implements PendingOp {}

    /** Where a row stands. */
    record RowPosition(int policyId, Direction direction, RowKey key) {}

    /**
     * A row of {@code policy}.
     *
     * @param id the row's id, for events
     * @param segments at most {@link FlushPlanner#ROW_SEGMENTS}
     * @param next index of the row in {@code policy_more} that goes on; 0 for none
     * @param shadow index of the row in {@code policy_more} that says what audited policies would make of it; 0 for none
     */
    record PolicyRow(RowPosition position, int id, List<Row.Segment> segments, int next, int shadow) {}

    /** A row of {@code policy_more}; components as in {@link PolicyRow}. */
    record MoreRow(int index, int id, List<Row.Segment> segments, int next) {}

    /** A policy's defaults. */
    record Head(int policyId, boolean enforceIngress, boolean enforceEgress) {}
}
