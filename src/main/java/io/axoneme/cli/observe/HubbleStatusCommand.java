// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import io.axoneme.hubble.FlowJson;
import io.axoneme.hubble.ObserverClient;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hubble status}: how an observer does. */
@Command(
        name = "status",
        description = "Show whether flows are served, how many are kept and how fast they come.",
        mixinStandardHelpOptions = true,
        modelTransformer = HubbleStatusCommand.Refusals.class,
        exitCodeOnInvalidInput = 1)
public final class HubbleStatusCommand implements Callable<Integer>, BriefErrors {

    /** Adds the flags that are refused by name. */
    public static final class Refusals implements IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec spec) {
            UnsupportedOptions.addTo(spec);
            return spec;
        }
    }

    @Spec
    CommandSpec spec;

    @Mixin
    ServerOptions server = new ServerOptions();

    @Option(
            names = {"-o", "--output"},
            defaultValue = "compact",
            paramLabel = "FORMAT",
            description = "compact (default), dict, table, or json (jsonpb is the same).")
    String output = "compact";

    @Override
    public Integer call() {
        try (var client = connect()) {
            return print(client);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), Objects.requireNonNullElse(e.getMessage(), e.toString()), e);
        } catch (IOException e) {
            spec.commandLine().getErr().println("failed getting status: " + e.getMessage());
            return 1;
        }
    }

    private ObserverClient connect() {
        return ObserverClient.connect(server.address(), server.connectTimeout(), server.answerTimeout());
    }

    private int print(ObserverClient client) throws IOException {
        var health = client.health();
        var status = client.status();
        var out = spec.commandLine().getOut();
        switch (output) {
            case "compact" -> {
                out.print("Healthcheck (via " + server.address() + "): " + (isServing(health) ? "Ok" : health) + "\n");
                out.print(StatusText.compact(status));
            }
            case "dict" -> out.print(StatusText.dict(status));
            case "tab", "table" -> out.print(StatusText.table(status));
            case "json", "JSON", "jsonpb" -> out.print(FlowJson.print(status) + "\n");
            default -> throw new IllegalArgumentException("invalid output format: " + output);
        }
        out.flush();
        return isServing(health) ? 0 : 1;
    }

    private static boolean isServing(String health) {
        return health.equals("SERVING");
    }
}
