// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.sysdump;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A gzipped tar file while it is being written. Its last entry, {@code errors.txt}, says what is missing and why. */
final class Archive implements AutoCloseable {

    private final TarArchiveOutputStream tar;
    private final String folder;
    private final Instant time;
    private final List<String> errors = new ArrayList<>();

    /**
     * An archive.
     *
     * @param folder in which everything stands once it is unpacked
     * @param time of all its files
     */
    Archive(OutputStream out, String folder, Instant time) throws IOException {
        this.folder = folder;
        this.time = time;
        tar = new TarArchiveOutputStream(new GZIPOutputStream(out), UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    }

    /** Gathers a part and writes it down; what cannot be gathered becomes an error in the archive. */
    void add(Part part) throws IOException {
        try {
            write(part.path(), part.source().gather());
        } catch (Part.NotGathered e) {
            errors.add(part.path() + ": " + e.getMessage());
        }
    }

    /** What could not be gathered so far, {@code path: reason}. */
    List<String> errors() {
        return List.copyOf(errors);
    }

    private void write(String path, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        var entry = new TarArchiveEntry(folder + "/" + path);
        entry.setSize(bytes.length);
        entry.setModTime(time.toEpochMilli());
        entry.setIds(0, 0);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    @Override
    public void close() throws IOException {
        try (tar) {
            write("errors.txt", errors.isEmpty() ? "" : String.join("\n", errors) + "\n");
        }
    }
}
