// SPDX-License-Identifier: Apache-2.0
package io.axoneme.plan;

import io.axoneme.graph.Delta;
import io.axoneme.graph.ResolvedPolicy;
import io.axoneme.graph.Row;
import io.axoneme.model.Direction;
import io.axoneme.plan.PendingOp.MoreRow;
import io.axoneme.plan.PendingOp.PolicyRow;
import io.axoneme.plan.PendingOp.RowPosition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Puts what has changed into the order that keeps every packet judged by the old or the new state: what is pointed to
 * before what points to it, one flip, and removals the other way round. Not thread-safe.
 */
public final class FlushPlanner {

    /** Segments a row of the datapath holds (AXO_ROW_SEGMENTS). */
    public static final int ROW_SEGMENTS = 8;

    private final Map<Integer, List<Integer>> moreRows = new HashMap<>();
    private int lastMoreRow;
    private Start start;

    /** What rows of an earlier run there are before the first flush. */
    private enum Start {
        NONE,
        KNOWN,
        /** The journal is lost: nobody knows what they say. */
        UNKNOWN
    }

    /** For a kernel without anything of ours. */
    public FlushPlanner() {
        this.lastMoreRow = 0;
        this.start = Start.NONE;
    }

    /**
     * Goes on from what an earlier run left.
     *
     * @param lastMoreRow highest index of {@code policy_more} that its rows may name; 0 for none
     * @param meaningsLost whether nobody knows what its rows say: judged by them, identities that are new to the kernel could pass where they should
     *     not, so that endpoints drop everything from the first step until they are flipped, some milliseconds later
     */
    public FlushPlanner(int lastMoreRow, boolean meaningsLost) {
        this.lastMoreRow = lastMoreRow;
        this.start = meaningsLost ? Start.UNKNOWN : Start.KNOWN;
    }

    /** The steps, without empty ones. */
    public List<PendingOp> plan(Delta delta) {
        var ops = new ArrayList<PendingOp>();
        var causes = delta.policies().stream().map(PolicyCauses::of).toList();
        if (!causes.isEmpty() || !delta.selectors().isEmpty()) {
            ops.add(new PendingOp.Journal(delta.selectors(), causes));
        }
        if (start == Start.UNKNOWN) {
            add(
                    ops,
                    delta.flips().stream()
                            .map(f -> new Delta.Flip(f.endpoint(), 0))
                            .toList(),
                    PendingOp.FlipEndpoints::new);
        }
        add(ops, delta.identities(), PendingOp.WriteVectors::new);
        add(ops, delta.bitsSet(), PendingOp.SetBits::new);
        add(ops, delta.identities(), PendingOp.WriteIdentities::new);
        add(ops, delta.vectors(), PendingOp.WriteInternedVectors::new);
        addPolicies(ops, delta.policies());
        addPrefixes(ops, delta.prefixes());
        addFlips(ops, delta.flips());
        removePolicies(ops, delta.policiesRemoved());
        add(ops, delta.bitsCleared(), PendingOp.ClearBits::new);
        add(ops, delta.identitiesRemoved(), PendingOp.RemoveIdentities::new);
        return ops;
    }

    /**
     * The first flush takes prefixes of an earlier run away at once: they name identities that new rows do not know, so that a denial of a wider
     * prefix would miss them. Where nothing passes yet, before the flips; else after them, since old rows know no others.
     */
    private void addFlips(List<PendingOp> ops, List<Delta.Flip> flips) {
        if (start == Start.UNKNOWN) {
            ops.add(new PendingOp.SweepPrefixes());
        }
        add(ops, flips, PendingOp.FlipEndpoints::new);
        if (start == Start.KNOWN) {
            ops.add(new PendingOp.SweepPrefixes());
        }
        start = Start.NONE;
    }

    private void addPolicies(List<PendingOp> ops, List<ResolvedPolicy> policies) {
        var more = new ArrayList<MoreRow>();
        var rows = new ArrayList<PolicyRow>();
        for (var policy : policies) {
            for (var direction : Direction.values()) {
                for (var row : policy.side(direction).rows()) {
                    rows.add(split(new RowPosition(policy.id(), direction, row.key()), row, more));
                }
            }
        }
        add(ops, more, PendingOp.WriteMoreRows::new);
        add(ops, rows, PendingOp.WriteRows::new);
        add(ops, policies.stream().map(FlushPlanner::head).toList(), PendingOp.WriteHeads::new);
    }

    /** The row, with its shadow and what does not fit into it in rows of {@code policy_more}, last first. */
    private PolicyRow split(RowPosition position, Row row, List<MoreRow> more) {
        var shadow = row.shadow();
        int shadowIndex = shadow == null ? 0 : addMore(position.policyId(), shadow, 0, more);
        int next = row.segments().size() <= ROW_SEGMENTS ? 0 : addMore(position.policyId(), row, 1, more);
        return new PolicyRow(position, row.id(), chunk(row, 0), next, shadowIndex);
    }

    /** Puts a row into {@code policy_more} from one of its chunks on; the index of that chunk. */
    private int addMore(int policyId, Row row, int fromChunk, List<MoreRow> more) {
        int next = 0;
        int chunks = Math.max(1, (row.segments().size() + ROW_SEGMENTS - 1) / ROW_SEGMENTS);
        for (int chunk = chunks - 1; chunk >= fromChunk; chunk--) {
            more.add(new MoreRow(++lastMoreRow, row.id(), chunk(row, chunk), next));
            next = lastMoreRow;
            moreRows.computeIfAbsent(policyId, p -> new ArrayList<>()).add(next);
        }
        return next;
    }

    private static List<Row.Segment> chunk(Row row, int chunk) {
        int from = chunk * ROW_SEGMENTS;
        return row.segments()
                .subList(from, Math.min(from + ROW_SEGMENTS, row.segments().size()));
    }

    private static PendingOp.Head head(ResolvedPolicy policy) {
        return new PendingOp.Head(
                policy.id(), policy.ingress().enforced(), policy.egress().enforced());
    }

    private static void addPrefixes(List<PendingOp> ops, List<Delta.PrefixChange> changes) {
        add(ops, changes.stream().filter(c -> c.entry() != null).toList(), PendingOp.WritePrefixes::new);
        var gone = changes.stream()
                .filter(c -> c.entry() == null)
                .map(Delta.PrefixChange::prefix)
                .toList();
        add(ops, gone, PendingOp.RemovePrefixes::new);
    }

    private void removePolicies(List<PendingOp> ops, List<ResolvedPolicy> policies) {
        var rows = new ArrayList<RowPosition>();
        var more = new ArrayList<Integer>();
        for (var policy : policies) {
            for (var direction : Direction.values()) {
                policy.side(direction).rows().forEach(r -> rows.add(new RowPosition(policy.id(), direction, r.key())));
            }
            var ofPolicy = moreRows.remove(policy.id());
            more.addAll(ofPolicy == null ? List.of() : ofPolicy);
        }
        add(ops, rows, PendingOp.RemoveRows::new);
        add(ops, more, PendingOp.RemoveMoreRows::new);
        add(ops, policies.stream().map(ResolvedPolicy::id).toList(), PendingOp.RemoveHeads::new);
    }

    private static <T> void add(List<PendingOp> ops, Collection<T> items, Function<List<T>, PendingOp> op) {
        if (!items.isEmpty()) {
            ops.add(op.apply(List.copyOf(items)));
        }
    }
}
