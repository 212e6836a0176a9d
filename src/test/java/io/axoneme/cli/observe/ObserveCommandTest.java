// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.cli.Commands;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the golden runs leave open: flags that contradict each other or are refused, filters as they are asked for, odd input. */
class ObserveCommandTest {

    @TempDir
    Path folder;

    record Result(int status, String out, String err) {}

    private static Result run(String program, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var commands = Commands.named(program).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return new Result(commands.execute(arguments), out.toString(), err.toString());
    }

    private static Result observe(String line) {
        var arguments = new ArrayList<>(List.of("observe"));
        arguments.addAll(List.of(line.split(" ")));
        return run("axoneme", arguments.toArray(String[]::new));
    }

    private Path input(String... lines) throws IOException {
        return Files.write(folder.resolve("flows"), List.of(lines));
    }

    private static String flow(String uuid, int second) {
        return "{\"flow\":{\"uuid\":\"" + uuid + "\"},\"time\":\"2026-11-22T10:00:0" + second + "Z\"}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--not | trailing --not found in the arguments",
                "--not --not --pod a | invalid argument \"true\" for \"--not\" flag: consecutive --not statements",
                "--first 1 --last 1 | cannot set both --first and --last",
                "--first 1 --all | cannot set both --first and --all",
                "--first 1 -f | cannot set both --first and --follow",
                "--last 1 --all | cannot set both --last and --all",
                "-f -o table | table output format is not compatible with follow mode",
                "--field-mask time | compact output format is not compatible with custom field mask",
                "-o json --field-mask nosuch | failed to construct field mask: a flow has no field \"nosuch\"",
                "--time-format x | invalid --time-format value: x",
                "--color x | invalid --color value: x",
                "--pod a --from-pod b | invalid argument \"b\" for \"--from-pod\" flag: filters --from-pod and --pod cannot be combined",
                "-l a --to-label b | invalid argument \"b\" for \"--to-label\" flag: filters --label and --to-label cannot be combined",
                "-n a --to-pod b/c | invalid argument \"b/c\" for \"--to-pod\" flag: filters --to-pod and --namespace cannot be combined",
                "--from-namespace a --from-pod b/c | invalid argument \"b/c\" for \"--from-pod\" flag: namespace conflict: \"a\" does not contain \"b/c\"",
                "--pod a/b --service c/d | invalid argument \"c/d\" for \"--service\" flag: namespace of service \"c/d\" conflict with pod \"a\"",
                "--drop-reason-desc x | invalid argument \"x\" for \"--drop-reason-desc\" flag: invalid --drop-reason-desc value: x",
                "--traffic-direction UP | invalid argument \"UP\" for \"--traffic-direction\" flag: up: invalid traffic direction, expected ingress or egress",
                "--http-header x | invalid argument \"x\" for \"--http-header\" flag: invalid http-header value \"x\", expected name:value",
                "--cel-expression x | invalid argument \"x\" for \"--cel-expression\" flag: --cel-expression is not supported",
                "--tls | flag --tls is not supported",
                "-P | flag -P is not supported",
                "--kubeconfig x | flag --kubeconfig is not supported",
                "--tls-server-name x | flag --tls-server-name is not supported",
                "--use-default-field-masks | flag --use-default-field-masks is not supported",
                "agent-events | observe agent-events is not supported, only flows",
                "--server nowhere | server \"nowhere\": expected unix:///path or host:port, as in localhost:4245",
                "--server tls://x:1 | server \"tls://x:1\": TLS is not supported",
                "--server x:1 --timeout soon | invalid --timeout value: \"soon\" is no duration, as in 5s",
                "--nosuch | Unknown option: '--nosuch'"
            })
    void refuses(String line, String message) {
        var result = observe(line);
        assertEquals(message + "\n", result.err);
        assertEquals("", result.out);
        assertEquals(1, result.status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--since", "--until"})
    void refusesTimesItDoesNotUnderstand(String flag) {
        var result = observe(flag + " yesterday");
        assertTrue(
                result.err.startsWith("failed to parse the " + flag.substring(2) + " time: \"yesterday\""), result.err);
        assertEquals(1, result.status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--pod a/b | {\"source_pod\":[\"a/b\"]} {\"destination_pod\":[\"a/b\"]}",
                "--from-pod x --from-pod y -t drop | {\"source_pod\":[\"x\",\"y\"],\"event_type\":[{\"type\":1}]}",
                "-n a -n b | {\"source_pod\":[\"a/\",\"b/\"]} {\"destination_pod\":[\"a/\",\"b/\"]}",
                "-A | {\"source_pod\":[\"/\"]} {\"destination_pod\":[\"/\"]}",
                "--from-namespace a --from-pod p | {\"source_pod\":[\"a/p\"]}",
                "--from-namespace a --service s | {\"source_service\":[\"a/s\"]} {\"source_pod\":[\"a/\"],\"destination_service\":[\"s\"]}",
                "--type trace:to-overlay | {\"event_type\":[{\"type\":4,\"match_sub_type\":true,\"sub_type\":4}]}",
                "--type 1:133 | {\"event_type\":[{\"type\":1,\"match_sub_type\":true,\"sub_type\":133}]}",
                "--type l3/l4 | {\"event_type\":[{\"type\":1},{\"type\":2},{\"type\":3},{\"type\":4},{\"type\":5},{\"type\":7}]}",
                "--cluster c | {\"node_name\":[\"c/\"]}",
                "--from-cluster c --to-cluster d | {\"source_cluster_name\":[\"c\"],\"destination_cluster_name\":[\"d\"]}",
                "-6 -4 | {\"ip_version\":[\"IPv6\",\"IPv4\"]}",
                "--ip-version none | {\"ip_version\":[\"IP_NOT_USED\"]}",
                "--identity 4294967295 | {\"source_identity\":[4294967295]} {\"destination_identity\":[4294967295]}",
                "--workload Deployment/x | {\"source_workload\":[{\"name\":\"x\",\"kind\":\"Deployment\"}]} {\"destination_workload\":[{\"name\":\"x\",\"kind\":\"Deployment\"}]}",
                "--tcp-flags syn,ns | {\"tcp_flags\":[{\"SYN\":true,\"NS\":true}]}",
                "--unencrypted | {\"encrypted\":[false]}",
                "--interface eth0 --ip-trace-id 5 | {\"interface\":[{\"name\":\"eth0\"}],\"ip_trace_id\":[\"5\"]}",
                "--allowlist {\"uuid\":[\"u\"]} | {\"uuid\":[\"u\"]}"
            })
    void asksFor(String line, String filters) {
        var expected = new StringBuilder("allowlist:\n");
        for (var filter : filters.split("(?<=}) (?=\\{)")) {
            expected.append("    - '").append(filter).append("'\n");
        }
        var result = observe(line + " --print-raw-filters");
        assertEquals(expected.toString(), result.out, result.err);
        assertEquals(0, result.status);
    }

    @Test
    void denyListTakesWhatFollowsNot() {
        var result =
                observe("--not --verdict DROPPED --protocol tcp --not --type l7 --denylist {} --print-raw-filters");
        assertEquals("""
                allowlist:
                    - '{"protocol":["tcp"]}'
                denylist:
                    - '{"verdict":["DROPPED"],"event_type":[{"type":129}]}'
                    - '{}'
                """, result.out);
    }

    @Test
    void rawFiltersAreReadStrictly() {
        var result = observe("--allowlist {\"sauce\":1} --print-raw-filters");
        assertTrue(result.err.startsWith("invalid --allowlist flag: failed to decode '{\"sauce\":1}': "), result.err);
        assertEquals(1, result.status);
    }

    @Test
    void passesOverLinesThatAreNoFlowsAndSaysSo() throws IOException {
        var file = input(flow("a", 1), "nonsense", "", flow("b", 2));
        var result = run("axoneme", "observe", "--input-file", file.toString(), "-o", "json");
        assertEquals(flow("a", 1) + "\n" + flow("b", 2) + "\n", result.out);
        assertTrue(result.err.startsWith("line 2 is not a flow: "), result.err);
        assertEquals("", run("axoneme", "observe", "--input-file", file.toString(), "-s").err);
    }

    @Test
    void fieldMaskLeavesTheRestOut() throws IOException {
        var file = input("{\"flow\":{\"uuid\":\"a\",\"Summary\":\"s\",\"source\":{\"ID\":1,\"pod_name\":\"p\"}}}");
        var result = run(
                "axoneme",
                "observe",
                "--input-file",
                file.toString(),
                "-o",
                "json",
                "--field-mask",
                "uuid,source.pod_name");
        assertEquals("{\"flow\":{\"uuid\":\"a\",\"source\":{\"pod_name\":\"p\"}}}\n", result.out);
    }

    @Test
    void noticesGoToTheErrorsButStayInJson() throws IOException {
        var lost =
                "{\"lost_events\":{\"source\":\"HUBBLE_RING_BUFFER\",\"num_events_lost\":\"3\"},\"node_name\":\"n1\",\"time\":\"2026-11-22T10:00:00Z\"}";
        var down =
                "{\"node_status\":{\"state_change\":\"NODE_UNAVAILABLE\",\"node_names\":[\"n2\",\"n3\"]},\"node_name\":\"r\",\"time\":\"2026-11-22T10:00:00Z\"}";
        var file = input(lost, down).toString();
        var compact = run("axoneme", "observe", "--input-file", file);
        assertEquals("", compact.out);
        assertEquals("""
                Nov 22 10:00:00.000 [n1]: EVENTS LOST: 3 (HUBBLE_RING_BUFFER)
                Nov 22 10:00:00.000 [r]: 2 nodes are unavailable: n2, n3
                """, compact.err);
        var json = run("axoneme", "observe", "--input-file", file, "-o", "json");
        assertEquals(lost + "\n", json.out);
        assertEquals(down + "\n", json.err);
    }

    @Test
    void missingFileAndServerAreErrors() {
        var file = run("axoneme", "observe", "--input-file", "/nonexistent/flows");
        assertEquals("open /nonexistent/flows: no such file or directory\n", file.err);
        assertEquals(1, file.status);
        var server = run("axoneme", "observe", "--server", "unix://" + folder + "/none.sock");
        assertTrue(server.err.startsWith("failed to connect to 'unix://" + folder + "/none.sock': "), server.err);
        assertEquals(1, server.status);
    }

    @Test
    void answersUnderEveryName() throws IOException {
        var file = input(flow("a", 1)).toString();
        var expected = flow("a", 1) + "\n";
        assertEquals(expected, run("hubble", "observe", "flows", "--input-file", file, "-o", "json").out);
        assertEquals(expected, run("axoneme", "hubble", "observe", "--input-file", file, "-o", "json").out);
    }

    @Test
    void helpNamesEveryFlag() {
        var help = run("axoneme", "observe", "--help").out;
        for (var flag : List.of("--not", "--from-pod", "--verdict", "--input-file", "--server", "--last")) {
            assertTrue(help.contains(flag), flag);
        }
    }
}
