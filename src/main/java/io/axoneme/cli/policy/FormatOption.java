// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import picocli.CommandLine.Option;

/** The option of verbs that print for people or for programs. */
final class FormatOption {

    @Option(
            names = {"-o", "--output"},
            description = "text or json (one object a line).",
            defaultValue = "text")
    OutputFormat format = OutputFormat.text;
}
