// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code prepare-node}: what must be on a node before the agent can run there without privileges. Runs as root in the
 * init container; doing it again changes nothing.
 */
@Command(
        name = "prepare-node",
        description = "Make the agent's folders on this node and put the CNI plugin in place (init container).",
        mixinStandardHelpOptions = true)
public final class PrepareNodeCommand implements Callable<Integer> {

    private static final String FOLDER_MODE = "rwx------";
    private static final String PROGRAM_MODE = "rwxr-xr-x";

    @Option(names = "--owner", required = true, paramLabel = "UID", description = "Owner of the folders: a number.")
    int owner;

    @Option(names = "--folder", paramLabel = "DIR", description = "Folder to make, for the owner alone; repeatable.")
    List<Path> folders = List.of();

    @Option(
            names = "--install",
            paramLabel = "FROM:TO",
            description =
                    "Program to put in place, in one step: whoever runs it meanwhile gets the old or the new one.")
    List<String> installs = List.of();

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        for (var folder : folders) {
            make(folder);
        }
        for (var install : installs) {
            var paths = install.split(":", -1);
            if (paths.length != 2 || paths[0].isEmpty() || paths[1].isEmpty()) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "--install " + install + ": FROM:TO is wanted");
            }
            put(Path.of(paths[0]), Path.of(paths[1]));
        }
        return 0;
    }

    private void make(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(FOLDER_MODE));
        Files.setAttribute(folder, "unix:uid", owner);
        Files.setAttribute(folder, "unix:gid", owner);
        spec.commandLine().getOut().println(folder + ": owner " + owner + ", " + FOLDER_MODE);
    }

    /**
     * The rename stays within the folder: container runtimes miss files that are renamed in from another one. What is there already needs no
     * room, so that the agent can start again on a full disk.
     */
    private void put(Path from, Path to) throws IOException {
        if (!Files.exists(to) || Files.mismatch(from, to) >= 0) {
            replace(from, to);
        }
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString(PROGRAM_MODE));
        spec.commandLine().getOut().println(to + ": " + Files.size(to) + " bytes");
    }

    private static void replace(Path from, Path to) throws IOException {
        var beside = to.resolveSibling("." + to.getFileName() + ".new");
        try {
            Files.copy(from, beside, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString(PROGRAM_MODE));
            Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(beside);
            throw e;
        }
    }
}
