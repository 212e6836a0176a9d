// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files of the state folder: replaced whole. They must survive the process, not the machine, so nothing waits for the disk. */
public final class StateFile {

    private StateFile() {}

    /** Puts the bytes in the file's place in one step. */
    public static void replace(Path file, byte[] content) throws IOException {
        Path beside = file.resolveSibling("." + file.getFileName() + ".new");
        Files.write(beside, content);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
