// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Flags of Hubble's command line that are not supported. Each is refused by name: ignoring one would give a wrong answer. */
final class UnsupportedOptions {

    private static final List<String> NAMES = List.of(
            "--tls",
            "--tls-allow-insecure",
            "--tls-ca-cert-files",
            "--tls-client-cert-file",
            "--tls-client-key-file",
            "--tls-server-name",
            "--basic-auth-username",
            "--basic-auth-password",
            "--port-forward",
            "--auto-port-forward",
            "--port-forward-port",
            "--kube-context",
            "--kube-namespace",
            "--kubeconfig",
            "--use-default-field-masks");

    private UnsupportedOptions() {}

    static void addTo(CommandSpec spec) {
        NAMES.forEach(name -> add(spec, name));
        add(spec, "-P");
    }

    private static void add(CommandSpec spec, String name) {
        spec.addOption(OptionSpec.builder(name)
                .arity("0..1")
                .type(String.class)
                .fallbackValue("true")
                .hidden(true)
                .setter(refusal(spec, name))
                .build());
    }

    private static ISetter refusal(CommandSpec spec, String name) {
        return new ISetter() {
            @Override
            public <T> T set(T value) {
                // Before it parses, picocli sets every option to its initial value, which is none.
                if (value != null) {
                    throw new ParameterException(spec.commandLine(), "flag " + name + " is not supported");
                }
                return value;
            }
        };
    }
}
