// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code version}: which build this is. */
@Command(name = "version", description = "Print the version of this program.", mixinStandardHelpOptions = true)
public final class VersionCommand implements Callable<Integer>, CommandLine.IVersionProvider {

    private static final String BUILD = "build.properties";

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(line());
        return 0;
    }

    @Override
    public String[] getVersion() {
        return new String[] {line()};
    }

    /** The line that is printed: the product's name and the version of the build. */
    static String line() {
        return "axoneme " + build().getProperty("version");
    }

    private static Properties build() {
        var build = new Properties();
        try (var in = VersionCommand.class.getResourceAsStream(BUILD)) {
            if (in == null) {
                throw new IllegalStateException(BUILD + " is missing from the jar");
            }
            build.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + BUILD, e);
        }
        return build;
    }
}
