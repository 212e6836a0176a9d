// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import io.axoneme.plan.CauseJournal;
import io.axoneme.plan.PendingOp;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The journal in the state folder: written, not synced, since it must outlive the process and not the machine, whose kernel
 * state is gone with it. Not thread-safe.
 */
final class JournalFile implements AutoCloseable {

    /** Below this a journal is small enough to be read at a start, whatever is in it. */
    static final long SMALL_BYTES = 4 * 1024 * 1024;

    private final Path path;
    private final long smallBytes;
    private FileChannel channel;
    private long rewrittenBytes;

    private JournalFile(Path path, long smallBytes, FileChannel channel) {
        this.path = path;
        this.smallBytes = smallBytes;
        this.channel = channel;
    }

    static JournalFile open(Path path) throws IOException {
        return open(path, SMALL_BYTES);
    }

    /** @param smallBytes up to which size it is not worth rewriting */
    static JournalFile open(Path path, long smallBytes) throws IOException {
        return new JournalFile(path, smallBytes, append(path));
    }

    /** What earlier runs wrote; empty without a file. */
    static CauseJournal.Contents read(Path path) throws IOException {
        return CauseJournal.read(Files.exists(path) ? Files.readString(path) : "");
    }

    void write(PendingOp.Journal entry) throws IOException {
        var bytes = StandardCharsets.UTF_8.encode(CauseJournal.lines(entry));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Replaces everything by what is still of use. */
    void rewrite(PendingOp.Journal everything) throws IOException {
        var fresh = path.resolveSibling(path.getFileName() + ".new");
        Files.writeString(fresh, CauseJournal.lines(everything));
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        channel.close();
        channel = append(path);
        rewrittenBytes = channel.size();
    }

    /** Whether it is more than small, and twice as large as when it was last rewritten, so that rewriting costs no more than writing did. */
    boolean isWorthRewriting() throws IOException {
        return channel.size() > Math.max(smallBytes, 2 * rewrittenBytes);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static FileChannel append(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
