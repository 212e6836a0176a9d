// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files of the state folder: replaced whole. They must survive the process, not the machine, so nothing waits for the disk. */
public final class StateFile {

    /** Room for an endpoint's record, which is what a pod needs. */
    private static final int PROBE_BYTES = 4096;

    private StateFile() {}

    /** Puts the bytes in the file's place in one step; without room for them it is as it was, and nothing is beside it. */
    public static void replace(Path file, byte[] content) throws IOException {
        Path beside = file.resolveSibling("." + file.getFileName() + ".new");
        try {
            Files.write(beside, content);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(beside);
            throw e;
        }
    }

    /** Why a file cannot be put into this folder now, with the folder's name; empty when it can. Tries it. */
    public static String trouble(Path folder) {
        Path file = folder.resolve("probe");
        try {
            replace(file, new byte[PROBE_BYTES]);
            Files.delete(file);
            return "";
        } catch (IOException e) {
            return trouble(folder, e);
        }
    }

    /** What went wrong in a folder: the JDK names a file when one cannot be opened, and none when it cannot be written. */
    public static String trouble(Path folder, IOException e) {
        String reason = e instanceof FileSystemException known && known.getReason() != null
                ? known.getReason()
                : e.getClass() == IOException.class ? e.getMessage() : e.toString();
        return folder + ": " + reason;
    }
}
