// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.graph.Delta.SelectorBit;
import io.axoneme.plan.CauseJournal;
import io.axoneme.plan.PendingOp;
import io.axoneme.plan.PolicyCauses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalFileTest {

    @TempDir
    Path folder;

    @Test
    void whatSeveralRunsWroteIsReadTogether() throws IOException {
        assertEquals(Map.of(), read().policies());
        for (int id : List.of(1, 2)) {
            try (var journal = JournalFile.open(path()).file()) {
                journal.write(entry(id, id));
            }
        }
        assertEquals(Set.of(1, 2), read().policies().keySet());
        assertEquals(Map.of("selector 1", 1, "selector 2", 2), read().bits());
    }

    @Test
    void whatWasRewrittenIsAllThatIsLeftAndIsWrittenOn() throws IOException {
        try (var journal = JournalFile.open(path()).file()) {
            journal.write(entry(1, 9));
            journal.rewrite(entry(7, 7));
            journal.write(entry(10, 10));
        }
        assertEquals(Set.of(7, 10), read().policies().keySet());
        assertEquals(List.of(path()), files());
    }

    /** What an agent left that was killed while it rewrote. */
    @Test
    void aFileThatWasNotFinishedIsNotInTheWay() throws IOException {
        Files.writeString(folder.resolve("causes.new"), "policy 3\tha");
        try (var journal = JournalFile.open(path()).file()) {
            journal.write(entry(1, 1));
            journal.rewrite(entry(2, 2));
        }
        assertEquals(Set.of(2), read().policies().keySet());
    }

    @Test
    void itIsRewrittenWhenItIsLargeAndMostOfItWasWrittenSince() throws IOException {
        try (var journal = JournalFile.open(path(), 1_000).file()) {
            journal.write(entry(1, 20));
            assertFalse(journal.isWorthRewriting(), "small");
            journal.write(entry(1, 100));
            assertTrue(journal.isWorthRewriting());
            journal.rewrite(entry(1, 100));
            assertTrue(Files.size(path()) > 1_000, "what is of use is more than small");
            assertFalse(journal.isWorthRewriting(), "it would be no smaller");
            journal.write(entry(101, 210));
            assertTrue(journal.isWorthRewriting());
        }
    }

    @Test
    void nothingIsWrittenWhenItIsClosed() throws IOException {
        var journal = JournalFile.open(path()).file();
        journal.close();
        assertFalse(journal.write(entry(1, 1)));
        assertEquals(Map.of(), read().bits());
    }

    @Test
    void aLineThatWasCutOffDoesNotSpoilTheNextOne() throws IOException {
        var lines = CauseJournal.lines(entry(3, 3));
        Files.writeString(path(), lines + "selector\t4\thalf");
        try (var journal = JournalFile.open(path()).file()) {
            assertTrue(journal.write(entry(5, 5)));
        }
        assertEquals(lines + CauseJournal.lines(entry(5, 5)), Files.readString(path()));
        assertEquals(Set.of(3, 5), read().policies().keySet());
    }

    @Test
    void aBrokenJournalIsBegunAnew() throws IOException {
        Files.writeString(path(), CauseJournal.lines(entry(3, 3)) + "bit\t1\n" + CauseJournal.lines(entry(4, 4)));
        var opened = JournalFile.open(path());
        assertEquals(Map.of(), opened.contents().bits());
        assertEquals("", opened.file().trouble());
        assertTrue(opened.file().write(entry(5, 5)));
        assertEquals(Set.of(5), read().policies().keySet());
    }

    @Test
    void withoutItsFolderItIsInTroubleUntilThereIsOne() throws IOException {
        var path = folder.resolve("absent/causes");
        var journal = JournalFile.open(path).file();
        assertTrue(journal.trouble().startsWith(folder.resolve("absent").toString()), journal.trouble());
        assertFalse(journal.write(entry(1, 1)));
        assertFalse(journal.rewrite(entry(1, 1)));
        Files.createDirectory(folder.resolve("absent"));
        assertTrue(journal.rewrite(entry(1, 1)));
        assertEquals("", journal.trouble());
        assertTrue(journal.write(entry(2, 2)));
        assertEquals(Set.of(1, 2), JournalFile.open(path).contents().policies().keySet());
    }

    private CauseJournal.Contents read() {
        return JournalFile.open(path()).contents();
    }

    private Path path() {
        return folder.resolve("causes");
    }

    private List<Path> files() throws IOException {
        try (var all = Files.list(folder)) {
            return all.toList();
        }
    }

    /** Policies of these ids, and a selector for the first. */
    private static PendingOp.Journal entry(int first, int last) {
        return new PendingOp.Journal(
                List.of(new SelectorBit("selector " + first, first)),
                IntStream.rangeClosed(first, last)
                        .mapToObj(PolicyCauses::unknown)
                        .toList());
    }
}
