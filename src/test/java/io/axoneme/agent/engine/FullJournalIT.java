// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.graph.Delta.SelectorBit;
import io.axoneme.net.FullFolder;
import io.axoneme.plan.PendingOp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal on a disk that is really full. */
class FullJournalIT {

    @TempDir
    Path folder;

    private FullFolder disk;
    private JournalFile file;

    @BeforeEach
    void open() throws IOException {
        disk = FullFolder.over(folder);
        file = JournalFile.open(path()).file();
    }

    @AfterEach
    void close() throws IOException {
        if (disk != null) { // not root: nothing was mounted
            file.close();
            disk.close();
        }
    }

    private static PendingOp.Journal entry(String selector, int bit) {
        return new PendingOp.Journal(List.of(new SelectorBit(selector, bit)), List.of());
    }

    private Path path() {
        return folder.resolve("causes");
    }

    /** Bit 3 got another meaning that could not be written: the one that stands there must not be believed by the next run. */
    @Test
    void whatCannotBeWrittenLeavesNoOlderMeaningBehind() throws IOException {
        assertTrue(file.write(entry("web", 3)));
        disk.fill();
        assertFalse(file.write(entry("x".repeat(5000), 3)));
        assertEquals(folder + ": No space left on device", file.trouble());
        assertEquals(0, Files.size(path()));
        assertFalse(file.write(entry("db", 4)), "one entry of many is worth nothing");
        assertEquals(Map.of(), JournalFile.open(path()).contents().bits());
    }

    @Test
    void itIsWholeAgainOnceThereIsRoom() throws IOException {
        disk.fill();
        assertFalse(file.write(entry("x".repeat(5000), 3)));
        assertFalse(file.rewrite(entry("x".repeat(9000), 3)));
        try (var files = Files.list(folder)) {
            assertEquals(
                    List.of("causes", "filler"),
                    files.map(f -> f.getFileName().toString()).sorted().toList(),
                    "half a file is not left behind");
        }
        disk.empty();
        assertTrue(file.rewrite(entry("web", 3)));
        assertEquals("", file.trouble());
        assertTrue(file.write(entry("db", 4)));
        assertEquals(
                Map.of("web", 3, "db", 4), JournalFile.open(path()).contents().bits());
    }

    /** Compaction needs room beside; without it the journal goes on as it is. */
    @Test
    void aJournalThatCannotBeMadeSmallerIsGoneOnWith() throws IOException {
        assertTrue(file.write(entry("web", 3)));
        disk.fill();
        assertFalse(file.rewrite(entry("web", 3)));
        assertEquals("", file.trouble());
        assertTrue(file.write(entry("db", 4)), "within the page that the file has");
        assertEquals(
                Map.of("web", 3, "db", 4), JournalFile.open(path()).contents().bits());
    }
}
