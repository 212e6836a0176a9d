// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import io.axoneme.cli.cluster.ClusterOptions;
import io.axoneme.cli.explain.Answer;
import io.axoneme.cli.explain.Inquiry;
import io.axoneme.cli.explain.JsonReport;
import io.axoneme.cli.explain.Scene;
import io.axoneme.cli.explain.TextReport;
import io.axoneme.model.CidrMatchMode;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Peer;
import io.axoneme.model.Port;
import io.axoneme.model.World;
import io.axoneme.request.HttpRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code policy explain}: says what becomes of a packet, why, and what would change it. */
@Command(
        name = "explain",
        description =
                "Say whether a packet passes, which rules decide, which come near, and what would let it pass. Exit"
                        + " status: 0 answered, whatever the answer; 2 an end or input that cannot be read.",
        mixinStandardHelpOptions = true)
final class PolicyExplainCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "END",
            converter = EndArgument.class,
            description = "The sender: NAMESPACE/POD, entity:NAME, node:NAME (as other nodes see it) or ip:ADDRESS.")
    PolicyCase.@Nullable End from;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "END",
            converter = EndArgument.class,
            description = "The receiver, likewise, or fqdn:NAME[=ADDRESS]: an address that DNS gives for the name.")
    PolicyCase.@Nullable End to;

    @Option(
            names = "--port",
            paramLabel = "PORT[/PROTOCOL]",
            description =
                    "Destination port; TCP unless it says otherwise. With --http 80/TCP, with --dns 53/UDP by default.")
    @Nullable
    String port;

    @Option(
            names = "--http",
            paramLabel = "REQUEST",
            description = "Also judge this HTTP request, such as \"GET /public\".")
    @Nullable
    String http;

    @Option(names = "--host", paramLabel = "HOST", description = "The request's host.")
    String host = "";

    @Option(names = "--header", paramLabel = "NAME: VALUE", description = "A header of the request; may be repeated.")
    List<String> headers = List.of();

    @Option(names = "--dns", paramLabel = "NAME", description = "Also judge the DNS query for this name.")
    @Nullable
    String dns;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            arity = "1..*",
            description = "Files with the objects, folders of them, or - for standard input. Without: the cluster's.")
    List<String> files = List.of();

    @Option(
            names = "--policy-cidr-match-mode",
            paramLabel = "LIST",
            converter = CidrMatchArgument.class,
            description = "With -f, as the setting of a cluster: pods lets CIDRs pick pods by their addresses.")
    @Nullable
    CidrMatchMode cidrMatch;

    @Mixin
    ClusterOptions cluster = new ClusterOptions();

    @Mixin
    FormatOption output = new FormatOption();

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        try {
            print(answer());
            return 0;
        } catch (UnreadableInput e) {
            err.println(e.getMessage());
            return 2;
        } finally {
            out.flush();
            err.flush();
        }
    }

    private void print(Answer answer) {
        var out = spec.commandLine().getOut();
        switch (output.format) {
            case text -> TextReport.lines(answer).forEach(out::println);
            case json -> new JsonLines(out).print(JsonReport.fields(answer));
        }
    }

    private Answer answer() throws UnreadableInput {
        var destination = destination();
        var request = request();
        if (from instanceof PolicyCase.End.Name) {
            throw wrong("--from: policies know names of receivers only; name the sender's address");
        }
        var scene = scene();
        if (!scene.reading().faults().isEmpty()) {
            throw new UnreadableInput(String.join("; ", scene.reading().faults()));
        }
        var ends = new Ends("", scene.reading());
        var sender = side(ends, asked(from));
        var receiver = side(ends, asked(to));
        if (sender.endpoint().isEmpty() && receiver.endpoint().isEmpty()) {
            throw new UnreadableInput("neither end is a pod or a node: policies judge there");
        }
        return Answer.of(scene, new Inquiry(sender, receiver, destination, request, dns));
    }

    /** An address that is a pod's is that pod. */
    private static Inquiry.Side side(Ends ends, PolicyCase.End end) throws UnreadableInput {
        var peer = ends.peer(end);
        return new Inquiry.Side(
                peer, peer instanceof Peer.Pod(var workload) ? Optional.of(workload) : ends.endpoint(end));
    }

    private static PolicyCase.End asked(PolicyCase.@Nullable End end) {
        if (end == null) {
            throw new IllegalStateException("a required option was not given");
        }
        return end;
    }

    private Scene scene() throws UnreadableInput {
        if (!files.isEmpty()) {
            var options = World.Options.DEFAULT;
            return Scene.of(
                    LocatedObjects.read(files, System.in),
                    names(),
                    cidrMatch == null ? options : options.withCidrMatch(cidrMatch));
        }
        if (cidrMatch != null) {
            throw wrong("--policy-cidr-match-mode needs -f: a cluster is asked for its setting");
        }
        var state = new ClusterObjects(cluster).read();
        var settings = state.settings();
        return Scene.live(state.objects(), names(), settings.options(), settings.labels(), settings.invalidPolicy());
    }

    private Map<IpAddress, Set<String>> names() {
        return to instanceof PolicyCase.End.Name(var name, var address) ? Map.of(address, Set.of(name)) : Map.of();
    }

    private Port destination() {
        if (http != null && dns != null) {
            throw wrong("--http and --dns exclude each other");
        }
        var text = port != null ? port : http != null ? "80" : dns != null ? "53/UDP" : null;
        if (text == null) {
            throw wrong("Missing required option: '--port=PORT[/PROTOCOL]'");
        }
        try {
            return Port.parse(text.contains("/") ? text : text + "/TCP");
        } catch (IllegalArgumentException e) {
            throw wrong("--port " + e.getMessage());
        }
    }

    private @Nullable HttpRequest request() {
        if (http == null) {
            if (!host.isEmpty() || !headers.isEmpty()) {
                throw wrong("--host and --header need --http");
            }
            return null;
        }
        int space = http.indexOf(' ');
        if (space <= 0) {
            throw wrong("--http \"" + http + "\" is not METHOD PATH");
        }
        var fields = new LinkedHashMap<String, List<String>>();
        for (var header : headers) {
            int colon = header.indexOf(':');
            if (colon <= 0) {
                throw wrong("--header \"" + header + "\" is not NAME: VALUE");
            }
            fields.computeIfAbsent(header.substring(0, colon), n -> new ArrayList<>())
                    .add(header.substring(colon + 1).strip());
        }
        return new HttpRequest(
                http.substring(0, space), http.substring(space + 1).strip(), host, fields);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
