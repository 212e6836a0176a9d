// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import io.axoneme.model.Direction;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Port;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.Verdict.Outcome;
import io.axoneme.model.World;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a policy test's document: a name, a world ({@code objects}, {@code files}, {@code options}, and {@code names} that DNS has given
 * addresses for, {@code {203.0.113.7: [api.example.com]}}) and what is expected of it. An end is {@code {pod: NAMESPACE/NAME}},
 * {@code {entity: NAME}}, {@code {ip: ADDRESS}} or {@code {node: NAME}}: a node among the objects, met as a remote one, with its labels. The
 * endpoint of a row is {@code NAMESPACE/NAME} of a pod, or {@code {node: NAME}}: the host of that node, as policies for nodes select it; a
 * node that is an end of an expectation is judged as such, too.
 */
final class CaseReader {

    private static final List<String> CASE_FIELDS =
            List.of("name", "objects", "files", "options", "names", "expect", "grid");
    private static final List<String> EXPECT_FIELDS =
            List.of("from", "to", "port", "verdict", "at", "by", "byExactly", "http", "dns");
    private static final List<String> END_FIELDS = List.of("pod", "entity", "node", "ip");

    private CaseReader() {}

    static PolicyCase read(Documents.Document document) throws UnreadableInput {
        var tree = Tree.root(document);
        if (tree.has("kind") && tree.has("apiVersion")) {
            throw tree.error(
                    "is a " + tree.fields().get("kind") + ", not a policy test; list it under objects or files");
        }
        tree.allowOnly(CASE_FIELDS);
        if (!tree.has("expect") && !tree.has("grid")) {
            throw tree.error("needs expect or grid: nothing is asked");
        }
        var name = tree.has("name") ? tree.text("name") : document.origin();
        return new PolicyCase(
                name,
                tree.has("options") ? CaseOptions.read(tree.object("options")) : World.Options.DEFAULT,
                tree.has("names") ? names(tree.object("names")) : Map.of(),
                objects(tree, document.folder()),
                expectations(tree),
                rows(tree));
    }

    private static Map<IpAddress, Set<String>> names(Tree written) throws UnreadableInput {
        var names = new HashMap<IpAddress, Set<String>>();
        for (var address : written.fields().keySet()) {
            try {
                names.put(IpAddress.parse(address), Set.copyOf(written.texts(address)));
            } catch (IllegalArgumentException e) {
                throw written.error(String.valueOf(e.getMessage()));
            }
        }
        return names;
    }

    private static List<Map<String, Object>> objects(Tree tree, Path folder) throws UnreadableInput {
        var objects = new ArrayList<Map<String, Object>>();
        for (var object : tree.objects("objects")) {
            objects.addAll(
                    Documents.objects(new Documents.Document(object.path(), folder, Map.copyOf(object.fields()))));
        }
        for (var file : tree.texts("files")) {
            Documents.read(
                    folder.resolve(file).toString(),
                    InputStream.nullInputStream(),
                    d -> objects.addAll(Documents.objects(d)));
        }
        return objects;
    }

    private static List<PolicyCase.Expectation> expectations(Tree tree) throws UnreadableInput {
        var expectations = new ArrayList<PolicyCase.Expectation>();
        for (var line : tree.objects("expect")) {
            line.allowOnly(EXPECT_FIELDS);
            expectations.add(new PolicyCase.Expectation(
                    expectations.size(),
                    end(line.object("from")),
                    end(line.object("to")),
                    line.parsed("port", Port::parse),
                    line.parsed("verdict", CaseReader::outcome),
                    line.has("at") ? line.parsed("at", CaseReader::at) : PolicyCase.At.BOTH,
                    line.texts("by"),
                    line.has("byExactly") ? line.texts("byExactly") : null,
                    request(line)));
        }
        return expectations;
    }

    private static @Nullable ProxyRequest request(Tree line) throws UnreadableInput {
        if (line.has("http") && line.has("dns")) {
            throw line.error("http and dns exclude each other");
        }
        if (line.has("dns")) {
            return new ProxyRequest.Dns(line.text("dns"));
        }
        return line.has("http") ? ProxyRequest.http(line.object("http")) : null;
    }

    private static List<PolicyCase.Row> rows(Tree tree) throws UnreadableInput {
        if (!tree.has("grid")) {
            return List.of();
        }
        var grid = tree.object("grid");
        grid.allowOnly(List.of("ports", "rows"));
        var ports = new ArrayList<Port>();
        for (var text : grid.texts("ports")) {
            try {
                ports.add(Port.parse(text));
            } catch (IllegalArgumentException e) {
                throw grid.error("ports: " + e.getMessage());
            }
        }
        var rows = new ArrayList<PolicyCase.Row>();
        for (var row : grid.objects("rows")) {
            rows.add(row(row, ports));
        }
        return rows;
    }

    private static PolicyCase.Row row(Tree row, List<Port> ports) throws UnreadableInput {
        row.allowOnly(List.of("endpoint", "direction", "peer", "verdicts"));
        var letters = row.text("verdicts");
        if (letters.length() != ports.size() || !letters.matches("[adru]*")) {
            throw row.error("verdicts must be one letter of a, d, r, u for each of the " + ports.size() + " ports");
        }
        return new PolicyCase.Row(
                row.fields().get("endpoint") instanceof String pod
                        ? new PolicyCase.End.Pod(pod)
                        : end(row.object("endpoint")),
                row.parsed("direction", CaseReader::direction),
                end(row.object("peer")),
                ports,
                letters);
    }

    private static PolicyCase.End end(Tree end) throws UnreadableInput {
        end.allowOnly(END_FIELDS);
        if (end.fields().size() != 1) {
            throw end.error("needs exactly one of pod, entity, node, ip");
        }
        if (end.has("pod")) {
            return new PolicyCase.End.Pod(end.text("pod"));
        }
        if (end.has("node")) {
            return new PolicyCase.End.Node(end.text("node"));
        }
        return end.has("entity")
                ? new PolicyCase.End.Entity(end.parsed("entity", CaseReader::reserved))
                : new PolicyCase.End.Ip(end.parsed("ip", IpAddress::parse));
    }

    private static ReservedIdentity reserved(String text) {
        return oneOf(text, List.of(ReservedIdentity.values()), ReservedIdentity::text);
    }

    private static Outcome outcome(String text) {
        return oneOf(text, List.of(Outcome.values()), Outcome::text);
    }

    private static Direction direction(String text) {
        return oneOf(text, List.of(Direction.values()), Direction::text);
    }

    private static PolicyCase.At at(String text) {
        return oneOf(text, List.of(PolicyCase.At.values()), a -> a.name().toLowerCase(Locale.ROOT));
    }

    /** The value of that name, or an exception that lists all. */
    static <T> T oneOf(String text, List<T> values, Function<T, String> name) {
        return values.stream()
                .filter(v -> name.apply(v).equals(text))
                .findFirst()
                .orElseThrow(() -> {
                    var known = String.join(", ", values.stream().map(name).toList());
                    return new IllegalArgumentException("\"" + text + "\" is none of " + known);
                });
    }
}
