// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.sysdump;

import io.axoneme.cli.cluster.ClusterOptions;
import io.axoneme.cli.cluster.UnreachableCluster;
import io.axoneme.cli.node.RunFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sysdump}: what a report of a fault needs, in one file. */
@Command(
        name = "sysdump",
        mixinStandardHelpOptions = true,
        description = {
            "Gathers what a report of a fault needs: versions, nodes, our objects and pods, each agent's status, endpoints,"
                    + " identities, maps and last flows, logs. Secrets, values of environment variables and"
                    + " credentials in arguments are left out.",
            "Inside an agent's pod, without --kubeconfig, of that node alone.",
            "What cannot be gathered is said in errors.txt, and ends it with 0 all the same."
        })
public final class SysdumpCommand implements Callable<Integer> {

    @Option(
            names = {"-o", "--output-file"},
            paramLabel = "FILE",
            description = "Where to (axoneme-sysdump-TIME.tar.gz in this folder); - is standard output.")
    @Nullable
    String output;

    @Mixin
    ClusterOptions cluster = new ClusterOptions();

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        var time = Instant.now();
        var name = "axoneme-sysdump-"
                + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
                        .withZone(ZoneOffset.UTC)
                        .format(time);
        var to = output == null ? name + ".tar.gz" : output;
        try (var out = open(to);
                var archive = new Archive(out, name, time)) {
            gather(archive);
            tell(to, archive.errors());
            return CommandLine.ExitCode.OK;
        } catch (UnreachableCluster | IOException e) {
            error("sysdump: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private void gather(Archive archive) throws UnreachableCluster, IOException {
        boolean here = !cluster.given() && Files.exists(RunFolder.agentSocket(System.getenv()));
        if (here) {
            for (var part : Verbs.parts("node", new HereRunner()).toList()) {
                archive.add(part);
            }
            return;
        }
        try (var door = new ApiDoor(cluster.open())) {
            new Cluster(door).into(archive);
        }
    }

    /** For its owner alone: it names pods, addresses and policies. */
    private static OutputStream open(String to) throws IOException {
        if (to.equals("-")) {
            return System.out;
        }
        var file = Path.of(to);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.newOutputStream(file, StandardOpenOption.WRITE);
    }

    private void tell(String to, List<String> errors) {
        if (!errors.isEmpty()) {
            error(errors.size() + " parts could not be gathered, see its errors.txt; the first: " + errors.getFirst());
        }
        if (!to.equals("-")) {
            spec.commandLine().getOut().println(to);
            spec.commandLine().getOut().flush();
        }
    }

    private void error(String sentence) {
        spec.commandLine().getErr().println("axoneme: " + sentence);
        spec.commandLine().getErr().flush();
    }
}
