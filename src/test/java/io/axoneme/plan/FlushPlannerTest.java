// SPDX-License-Identifier: Apache-2.0
package io.axoneme.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.graph.Delta;
import io.axoneme.graph.ResolvedPolicy;
import io.axoneme.graph.ResolvedPolicy.Side;
import io.axoneme.graph.Row;
import io.axoneme.graph.RowKey;
import io.axoneme.model.Cause;
import io.axoneme.model.Cidr;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.PolicyRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FlushPlannerTest {

    private static final PendingOp.FlipEndpoints FLIP = new PendingOp.FlipEndpoints(List.of(new Delta.Flip(3, 7)));
    private static final Cause AUDITED = new Cause(
            new PolicyRef(PolicyKind.CILIUM_NETWORK_POLICY, "demo", "audited", "u"), "spec", Cause.Part.DEFAULT_DENY);
    private static final Side NOTHING = new Side(false, List.of(), List.of());

    /** A row of one policy with a shadow of this many segments. */
    private static ResolvedPolicy policy(int rowSegments, int shadowSegments) {
        var shadow = new Row(2, RowKey.ANY, segments(Row.Action.DENY, shadowSegments), null);
        var row = new Row(1, RowKey.ANY, segments(Row.Action.ALLOW, rowSegments), shadow);
        return new ResolvedPolicy(7, new Side(false, List.of(), List.of(row)), NOTHING, List.of(), Map.of());
    }

    private static List<Row.Segment> segments(Row.Action action, int count) {
        var segments = new ArrayList<Row.Segment>();
        for (int i = 0; i < count; i++) {
            segments.add(new Row.Segment(action, 0, new TreeMap<>(Map.of(i, List.of(AUDITED))), 0));
        }
        return segments;
    }

    @Test
    void aShadowIsWrittenBeforeTheRowThatNamesIt() {
        var ops = new FlushPlanner(40, false).plan(added(policy(1, 1)));
        int more = indexOf(ops, PendingOp.WriteMoreRows.class);
        int rows = indexOf(ops, PendingOp.WriteRows.class);
        assertTrue(more < rows);
        var shadow = ((PendingOp.WriteMoreRows) ops.get(more)).rows().getFirst();
        var row = ((PendingOp.WriteRows) ops.get(rows)).rows().getFirst();
        assertEquals(41, shadow.index());
        assertEquals(2, shadow.id());
        assertEquals(41, row.shadow());
        assertEquals(0, row.next());
    }

    @Test
    void aRowAndItsShadowGoOnEachInRowsOfTheirOwn() {
        var ops = new FlushPlanner().plan(added(policy(9, 17)));
        var more = new HashMap<Integer, PendingOp.MoreRow>();
        ((PendingOp.WriteMoreRows) ops.get(indexOf(ops, PendingOp.WriteMoreRows.class)))
                .rows()
                .forEach(r -> more.put(r.index(), r));
        var row = ((PendingOp.WriteRows) ops.get(indexOf(ops, PendingOp.WriteRows.class)))
                .rows()
                .getFirst();
        assertEquals(List.of(1), lengths(more, row.next()));
        assertEquals(List.of(8, 8, 1), lengths(more, row.shadow()));
        assertEquals(4, more.size());
    }

    @Test
    void shadowsAreTakenOutAfterTheRowsThatNameThem() {
        var planner = new FlushPlanner();
        planner.plan(added(policy(9, 17)));
        var ops = planner.plan(removed(policy(9, 17)));
        int rows = indexOf(ops, PendingOp.RemoveRows.class);
        int more = indexOf(ops, PendingOp.RemoveMoreRows.class);
        assertTrue(rows < more);
        assertEquals(4, ((PendingOp.RemoveMoreRows) ops.get(more)).indexes().size());
    }

    @Test
    void theJournalNamesWhatAShadowDenies() {
        var ops = new FlushPlanner().plan(added(policy(1, 1)));
        var text = CauseJournal.lines((PendingOp.Journal) ops.getFirst());
        var read = Objects.requireNonNull(CauseJournal.read(text).policies().get(7));
        assertEquals(List.of(AUDITED), read.ofBit(2, 0, 0));
        assertEquals(RowKey.ANY, read.keys().get(2));
    }

    @Test
    void whatIsPointedToIsWrittenFirstAndTakenOutLast() {
        var identity = List.of(new Delta.SlotVector(300, 2, List.of(0)));
        var bit = List.of(new Delta.BitChange(2, 5));
        var prefixes = List.of(
                new Delta.PrefixChange(Cidr.parse("10.0.0.7/32"), new Delta.PrefixEntry(300, false)),
                new Delta.PrefixChange(Cidr.parse("10.0.0.8/32"), null));
        var planner = new FlushPlanner();
        planner.plan(added(policy(1, 1)));
        var ops = planner.plan(new Delta(
                1,
                64,
                List.of(new Delta.SelectorBit("web", 5)),
                List.of(),
                identity,
                bit,
                List.of(new Delta.IndexVector(1, List.of(5, 6))),
                List.of(policy(9, 1)),
                prefixes,
                FLIP.flips(),
                List.of(policy(1, 1)),
                bit,
                List.of(5),
                identity));
        assertEquals(
                List.of(
                        PendingOp.Journal.class,
                        PendingOp.WriteVectors.class,
                        PendingOp.SetBits.class,
                        PendingOp.WriteIdentities.class,
                        PendingOp.WriteInternedVectors.class,
                        PendingOp.WriteMoreRows.class,
                        PendingOp.WriteRows.class,
                        PendingOp.WriteHeads.class,
                        PendingOp.WritePrefixes.class,
                        PendingOp.RemovePrefixes.class,
                        PendingOp.FlipEndpoints.class,
                        PendingOp.RemoveRows.class,
                        PendingOp.RemoveMoreRows.class,
                        PendingOp.RemoveHeads.class,
                        PendingOp.ClearBits.class,
                        PendingOp.RemoveIdentities.class),
                ops.stream().map(Object::getClass).toList());
    }

    /** Prefixes of an earlier run name identities that new rows do not know; old rows know no others. */
    @Test
    void theFirstFlushSweepsPrefixesOnceItsRowsJudge() {
        var planner = new FlushPlanner(0, false);
        assertEquals(List.of(FLIP, new PendingOp.SweepPrefixes()), planner.plan(flipped()));
        assertEquals(List.of(FLIP), planner.plan(flipped()), "a later one");
    }

    @Test
    void whereRowsOfAnEarlierRunCannotBeReadNothingPassesByThem() {
        var planner = new FlushPlanner(0, true);
        var closed = new PendingOp.FlipEndpoints(List.of(new Delta.Flip(3, 0)));
        assertEquals(List.of(closed, new PendingOp.SweepPrefixes(), FLIP), planner.plan(flipped()));
        assertEquals(List.of(FLIP), planner.plan(flipped()), "a later one");
    }

    @Test
    void aKernelWithoutAnythingOfOursNeedsNoSweep() {
        assertEquals(List.of(FLIP), new FlushPlanner().plan(flipped()));
    }

    private static List<Integer> lengths(Map<Integer, PendingOp.MoreRow> more, int first) {
        var lengths = new ArrayList<Integer>();
        for (var row = more.get(first); row != null; row = more.get(row.next())) {
            lengths.add(row.segments().size());
        }
        return lengths;
    }

    private static int indexOf(List<PendingOp> ops, Class<? extends PendingOp> type) {
        for (int i = 0; i < ops.size(); i++) {
            if (type.isInstance(ops.get(i))) {
                return i;
            }
        }
        throw new AssertionError("no " + type.getSimpleName() + " in " + ops);
    }

    private static Delta added(ResolvedPolicy policy) {
        return delta(List.of(policy), List.of(), List.of());
    }

    private static Delta removed(ResolvedPolicy policy) {
        return delta(List.of(), List.of(), List.of(policy));
    }

    private static Delta flipped() {
        return delta(List.of(), FLIP.flips(), List.of());
    }

    private static Delta delta(List<ResolvedPolicy> added, List<Delta.Flip> flips, List<ResolvedPolicy> removed) {
        return new Delta(
                1, 64, List.of(), List.of(), List.of(), List.of(), List.of(), added, List.of(), flips, removed,
                List.of(), List.of(), List.of());
    }
}
