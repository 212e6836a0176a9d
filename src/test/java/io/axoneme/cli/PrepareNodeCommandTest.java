// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareNodeCommandTest {

    @TempDir
    Path root;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void makesFoldersForTheOwnerAloneAndDoesItAgainWithoutHarm() throws IOException {
        var folder = root.resolve("run/axoneme");
        for (int i = 0; i < 2; i++) {
            assertEquals(0, run("--owner", owner(), "--folder", folder.toString()));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
            assertEquals(owner(), Files.getAttribute(folder, "unix:uid").toString());
            Files.writeString(folder.resolve("kept"), "");
        }
        assertTrue(Files.exists(folder.resolve("kept")));
    }

    @Test
    void putsAProgramInPlaceByARenameWithinItsFolder() throws IOException {
        var from = Files.writeString(root.resolve("axoneme-cni"), "new");
        var folder = Files.createDirectory(root.resolve("bin"));
        var to = Files.writeString(folder.resolve("axoneme-cni"), "old");
        try (var running = Files.newInputStream(to)) {
            assertEquals(0, run("--owner", owner(), "--install", from + ":" + to));
            assertEquals("old", new String(running.readAllBytes(), UTF_8));
        }
        assertEquals("new", Files.readString(to));
        assertEquals("rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(to)));
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void whatIsThereAlreadyIsLeft() throws IOException {
        var from = Files.writeString(root.resolve("axoneme-cni"), "same");
        var to = Files.writeString(root.resolve("installed"), "same");
        var before = Files.readAttributes(to, BasicFileAttributes.class).fileKey();
        assertEquals(0, run("--owner", owner(), "--install", from + ":" + to));
        assertEquals(before, Files.readAttributes(to, BasicFileAttributes.class).fileKey());
        assertEquals("rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(to)));
    }

    @Test
    void refusesWhatItCannotRead() throws IOException {
        assertEquals(2, run("--owner", owner(), "--install", "nowhere"));
        assertTrue(err.toString().contains("--install nowhere: FROM:TO is wanted"), err.toString());
        assertEquals(1, run("--owner", owner(), "--install", root + "/absent:" + root + "/there"));
        assertTrue(err.toString().contains("absent"), err.toString());
    }

    private int run(String... args) {
        var line = Commands.named("axoneme");
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        var all = new String[args.length + 1];
        all[0] = "prepare-node";
        System.arraycopy(args, 0, all, 1, args.length);
        return line.execute(all);
    }

    private String owner() throws IOException {
        return Files.getAttribute(root, "unix:uid").toString();
    }
}
