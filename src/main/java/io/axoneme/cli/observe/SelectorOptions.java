// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import picocli.CommandLine.Option;

/** How many flows, and from when. */
final class SelectorOptions {

    @Option(names = "--all", arity = "0..1", fallbackValue = "true", description = "All flows that the server keeps.")
    boolean all;

    @Option(names = "--last", paramLabel = "N", description = "The last N flows; by default 20.")
    long last;

    @Option(names = "--first", paramLabel = "N", description = "The first N flows.")
    long first;

    @Option(
            names = {"-f", "--follow"},
            arity = "0..1",
            fallbackValue = "true",
            description = "Go on with new flows.")
    boolean follow;

    @Option(
            names = "--since",
            defaultValue = "",
            paramLabel = "TIME",
            description = "Only flows since a time: a duration before now, as in 1h30m, or 2006-01-02T15:04:05Z.")
    String since = "";

    @Option(
            names = "--until",
            defaultValue = "",
            paramLabel = "TIME",
            description = "Only flows until a time. Not with --follow.")
    String until = "";
}
