// SPDX-License-Identifier: Apache-2.0
package io.axoneme.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.graph.Delta.SelectorBit;
import io.axoneme.graph.RowKey;
import io.axoneme.model.Cause;
import io.axoneme.model.Direction;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.PolicyRef;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CauseJournalTest {

    private static final PolicyRef LOCKDOWN =
            new PolicyRef(PolicyKind.CILIUM_NETWORK_POLICY, "production", "legacy-lockdown", "u1");
    private static final Cause DEFAULT = new Cause(LOCKDOWN, "spec", Cause.Part.DEFAULT_DENY);
    private static final Cause DENY = new Cause(
            new PolicyRef(PolicyKind.CILIUM_CLUSTERWIDE_NETWORK_POLICY, "", "no-world", "u2"),
            "specs[1].ingressDeny[0]",
            Cause.Part.DENY);

    private static final PendingOp.Journal JOURNAL =
            new PendingOp.Journal(List.of(new SelectorBit("labels=[any:app=web] named=", 7)), List.of(causes(12)));

    private static PolicyCauses causes(int id) {
        var segments = new TreeMap<Integer, List<SortedMap<Integer, List<Cause>>>>();
        segments.put(3, List.of(new TreeMap<>(Map.of(7, List.of(DENY))), new TreeMap<>(Map.of(0, List.of()))));
        return new PolicyCauses(
                id,
                Map.of(Direction.INGRESS, List.of(DEFAULT), Direction.EGRESS, List.of()),
                new TreeMap<>(Map.of(3, new RowKey(6, 80, 16))),
                segments);
    }

    @Test
    void whatWasWrittenIsRead() {
        var contents = CauseJournal.read(CauseJournal.lines(JOURNAL));
        assertEquals(Map.of("labels=[any:app=web] named=", 7), contents.bits());
        assertEquals(causes(12), contents.policies().get(12));
        assertEquals(
                List.of(DENY),
                Objects.requireNonNull(contents.policies().get(12)).ofBit(3, 0, 7));
        assertEquals(
                List.of(DEFAULT),
                Objects.requireNonNull(contents.policies().get(12)).ofDefault(Direction.INGRESS));
    }

    @Test
    void aRecordThatWasCutOffIsAsIfItHadNotBeenBegun() {
        var text = CauseJournal.lines(JOURNAL);
        var cut = CauseJournal.read(text.substring(0, text.length() - 4));
        assertEquals(1, cut.bits().size());
        assertTrue(cut.policies().isEmpty(), "a policy counts once it is complete");
        assertTrue(CauseJournal.read("selec").bits().isEmpty());
    }

    /** It was collected and came again; live rows name it by its last bit alone. */
    @Test
    void aSelectorThatGotAnotherBitHasTheLast() {
        assertEquals(Map.of("one", 3), bits(new SelectorBit("one", 5001), new SelectorBit("one", 3)));
        assertEquals(Map.of("one", 5001), bits(new SelectorBit("one", 3), new SelectorBit("one", 5001)));
        assertEquals(
                Map.of("one", 3, "two", 9),
                bits(new SelectorBit("one", 9), new SelectorBit("one", 3), new SelectorBit("two", 9)));
    }

    private static Map<String, Integer> bits(SelectorBit... lines) {
        return CauseJournal.read(CauseJournal.lines(new PendingOp.Journal(List.of(lines), List.of())))
                .bits();
    }

    @Test
    void aBitThatGotAnotherMeaningHasTheLast() {
        var later = CauseJournal.lines(new PendingOp.Journal(List.of(new SelectorBit("other", 7)), List.of()));
        assertEquals(
                Map.of("other", 7),
                CauseJournal.read(CauseJournal.lines(JOURNAL) + later).bits());
    }

    @Test
    void whatIsNoJournalIsRefused() {
        var thrown = assertThrows(IllegalArgumentException.class, () -> CauseJournal.read("nonsense\tx\n"));
        assertTrue(String.valueOf(thrown.getMessage()).contains("nonsense"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "selector\t7",
                "default\t1\t",
                "row\t1\t2\t3\t4",
                "bit\t1\t2\t3",
                "policy",
                "row\t1\t2\tsel\t1\t2"
            })
    void aLineThatEndsEarlyInTheMiddleIsRefused(String line) {
        assertThrows(
                IllegalArgumentException.class, () -> CauseJournal.read(line + "\n" + CauseJournal.lines(JOURNAL)));
    }

    @Test
    void ofANumberThatWasUsedNoMoreIsKnown() {
        var journal = new PendingOp.Journal(List.of(), List.of(PolicyCauses.unknown(77)));
        assertEquals(
                77, CauseJournal.read(CauseJournal.lines(journal)).policies().lastKey());
        assertEquals(List.of(), PolicyCauses.unknown(77).all());
    }

    @Test
    void whereNothingIsKnownNobodyIsNamed() {
        assertEquals(List.of(), causes(1).ofBit(99, 0, 7));
        assertEquals(List.of(), causes(1).ofBit(3, 9, 7));
    }

    /** A journal of thousands of policies names a few dozen rules, each thousands of times. */
    @Test
    void anEqualCauseIsKeptOnce() {
        var journal = new PendingOp.Journal(List.of(), List.of(causes(12), causes(13)));
        var read = CauseJournal.read(CauseJournal.lines(journal)).policies();
        assertSame(denied(read.get(12)), denied(read.get(13)));
    }

    private static Cause denied(@Nullable PolicyCauses causes) {
        return Objects.requireNonNull(causes).ofBit(3, 0, 7).getFirst();
    }
}
