// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import io.axoneme.net.StateFile;
import io.axoneme.plan.CauseJournal;
import io.axoneme.plan.PendingOp;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The journal in the state folder: written, not synced, since it must outlive the process and not the machine, whose kernel
 * state is gone with it. It is whole or empty: what lacks an entry may give a bit the meaning that it had before, and a wrong name is worse
 * than none. Not thread-safe.
 */
final class JournalFile implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(JournalFile.class);

    /** Below this a journal is small enough to be read at a start, whatever is in it. */
    private static final long SMALL_BYTES = 4 * 1024 * 1024;

    private final Path path;
    private final long smallBytes;
    private @Nullable FileChannel channel;
    private long rewrittenBytes;
    private String trouble = "";

    private JournalFile(Path path, long smallBytes) {
        this.path = path;
        this.smallBytes = smallBytes;
    }

    /** What an earlier run left, and the file to go on with. */
    record Opened(CauseJournal.Contents contents, JournalFile file) {}

    /**
     * Opens the journal, or one that is in trouble. Nothing is read from one that cannot be written: it may be older than the kernel's state.
     */
    static Opened open(Path path) {
        return open(path, SMALL_BYTES);
    }

    /** @param smallBytes up to which size it is not worth rewriting */
    static Opened open(Path path, long smallBytes) {
        var file = new JournalFile(path, smallBytes);
        try {
            file.channel = append(path);
            return new Opened(file.readWhole(), file);
        } catch (IOException e) {
            file.lose(e);
            return new Opened(CauseJournal.read(""), file);
        }
    }

    /** Takes off a last line that was cut off, so that the next entry begins a line of its own. */
    private CauseJournal.Contents readWhole() throws IOException {
        var bytes = Files.readAllBytes(path);
        int whole = bytes.length;
        while (whole > 0 && bytes[whole - 1] != '\n') {
            whole--;
        }
        var text = new String(bytes, 0, whole, StandardCharsets.UTF_8);
        try {
            var contents = CauseJournal.read(text);
            truncate(whole);
            return contents;
        } catch (IllegalArgumentException e) {
            LOG.errorf(
                    "journal %s is broken and begun anew; who is behind what is in force is not known: %s",
                    path, e.getMessage());
            truncate(0);
            return CauseJournal.read("");
        }
    }

    /** Appends an entry; false when the journal is in trouble, and so empty, until it is {@link #rewrite written anew}. */
    boolean write(PendingOp.Journal entry) {
        var open = channel;
        if (open == null || !trouble.isEmpty()) {
            return false;
        }
        var bytes = StandardCharsets.UTF_8.encode(CauseJournal.lines(entry));
        try {
            while (bytes.hasRemaining()) {
                open.write(bytes);
            }
            return true;
        } catch (IOException e) {
            lose(e);
            return false;
        }
    }

    /** Replaces everything by what is still of use, which ends trouble; false when that could not be written, and all is as it was. */
    boolean rewrite(PendingOp.Journal everything) {
        try {
            StateFile.replace(path, CauseJournal.lines(everything).getBytes(StandardCharsets.UTF_8));
            close();
            var fresh = append(path);
            channel = fresh;
            rewrittenBytes = fresh.size();
            if (!trouble.isEmpty()) {
                LOG.infof("journal %s is whole again", path);
            }
            trouble = "";
            return true;
        } catch (IOException e) {
            LOG.debugf("journal %s cannot be written anew: %s", path, e.getMessage());
            if (channel == null && trouble.isEmpty()) {
                lose(e);
            }
            return false;
        }
    }

    /** Why it cannot be written, with the folder's name; empty as long as it can. */
    String trouble() {
        return trouble;
    }

    /** Whether it is more than small, and twice as large as when it was last rewritten, so that rewriting costs no more than writing did. */
    boolean isWorthRewriting() throws IOException {
        return channel != null && channel.size() > Math.max(smallBytes, 2 * rewrittenBytes);
    }

    /** Nothing needs no room: this works on a full disk. */
    private void lose(IOException why) {
        trouble = StateFile.trouble(Objects.requireNonNull(path.toAbsolutePath().getParent()), why);
        LOG.errorf(
                "journal %s; were the agent to start anew now, drops by what is in force would not be named", trouble);
        try {
            truncate(0);
        } catch (IOException e) {
            // Whoever opens it cannot write it either, and then reads nothing from it.
            LOG.errorf("journal %s cannot be emptied: %s", path, e.getMessage());
        }
    }

    private void truncate(long sizeBytes) throws IOException {
        if (channel != null) {
            channel.truncate(sizeBytes);
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    private static FileChannel append(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
