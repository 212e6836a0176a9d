// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.sysdump;

import java.util.List;
import java.util.stream.Stream;

/** What is asked of every agent. */
final class Verbs {

    private static final List<String> ALL = List.of(
            "status -o json",
            "status",
            "endpoint list -o json",
            "identity list -o json",
            "policy get",
            "bpf ipcache list",
            "bpf membership list",
            "bpf policy list",
            "bpf ct list",
            "observe --last 2000 -o json");

    private Verbs() {}

    /** Runs a verb's words where the agent is, and gives what it prints. */
    @FunctionalInterface
    interface Runner {
        String run(List<String> words) throws Part.NotGathered;
    }

    /** The parts of one agent, in a folder. */
    static Stream<Part> parts(String folder, Runner runner) {
        return ALL.stream()
                .map(verb -> new Part(folder + "/" + file(verb), () -> runner.run(List.of(verb.split(" ", -1)))));
    }

    private static String file(String verb) {
        boolean json = verb.contains("-o json");
        var name = verb.replace(" -o json", "").replace(" --last 2000", "").replace(' ', '-');
        return name + (json ? ".json" : ".txt");
    }
}
