// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A file system of 64 KiB at a folder, which can be filled and emptied. Needs root. */
public final class FullFolder implements AutoCloseable {

    private static final int PAGE = 4096;

    private final Path folder;
    private final Path filler;

    private FullFolder(Path folder) {
        this.folder = folder;
        this.filler = folder.resolve("filler");
    }

    /** Mounts it over the folder, empty. */
    public static FullFolder over(Path folder) throws IOException {
        Assumptions.assumeTrue(
                Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
                "only root can mount");
        Files.createDirectories(folder);
        run("mount", "-t", "tmpfs", "-o", "size=64k", "axoneme-test", folder.toString());
        return new FullFolder(folder);
    }

    /** Takes all room that is left but some bytes of the last file's own page. */
    public void fill() throws IOException {
        try (var file = Files.newOutputStream(filler)) {
            while (true) {
                file.write(new byte[PAGE]);
            }
        } catch (IOException e) {
            if (!"No space left on device".equals(e.getMessage())) {
                throw e;
            }
        }
    }

    /** Gives the room back. */
    public void empty() throws IOException {
        Files.delete(filler);
    }

    @Override
    public void close() throws IOException {
        run("umount", "-l", folder.toString());
    }

    private static void run(String... command) throws IOException {
        var process = new ProcessBuilder(command).inheritIO().start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(List.of(command) + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
