// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Adds the filter flags to {@link ObserveCommand}. They are not fields since their order matters: each is handed on when it is read.
 */
public final class FilterOptions implements IModelTransformer {

    @Override
    public CommandSpec transform(CommandSpec spec) {
        var filters = ((ObserveCommand) spec.userObject()).filters();
        spec.parser().overwrittenOptionsAllowed(true);
        UnsupportedOptions.addTo(spec);
        spec.addOption(not(spec, filters));
        FilterFlags.ALL.forEach(flag -> spec.addOption(option(spec, filters, flag)));
        return spec;
    }

    private static OptionSpec not(CommandSpec spec, FilterSet filters) {
        var setter = setter(spec, "--not", _ -> filters.negate());
        return OptionSpec.builder("--not")
                .arity("0")
                .type(boolean.class)
                .description("Reverse the next filter: flows that match it are left out.")
                .setter(setter)
                .build();
    }

    private static OptionSpec option(CommandSpec spec, FilterSet filters, FilterFlag flag) {
        var names = flag.shortName().isEmpty()
                ? new String[] {"--" + flag.name()}
                : new String[] {"-" + flag.shortName(), "--" + flag.name()};
        var option = OptionSpec.builder(names)
                .description(flag.description())
                .setter(setter(spec, flag.display(), value -> filters.add(flag, value)));
        return flag.takesValue()
                ? option.arity("1").type(String.class).paramLabel("VALUE").build()
                : option.arity("0").type(boolean.class).build();
    }

    /** Takes one value of a flag. */
    private interface Taker {
        void take(String value);
    }

    private static ISetter setter(CommandSpec spec, String display, Taker taker) {
        return new ISetter() {
            @Override
            public <T> T set(T value) {
                // Before it parses, picocli sets every option to its initial value: none, or off.
                if (value != null && !Boolean.FALSE.equals(value)) {
                    take(value.toString());
                }
                return value;
            }

            private void take(String value) {
                try {
                    taker.take(value);
                } catch (IllegalArgumentException e) {
                    throw new ParameterException(
                            spec.commandLine(),
                            "invalid argument \"" + value + "\" for \"" + display + "\" flag: " + e.getMessage(),
                            e);
                }
            }
        };
    }
}
