// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.cli.Commands;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs as a user meets them: what they print and how they end. */
class PolicyCommandsTest {

    private static final String OBJECTS = """
            apiVersion: v1
            kind: Pod
            metadata: {name: a, namespace: demo, labels: {app: a}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: b, namespace: demo}
            ---
            apiVersion: v1
            kind: List
            items:
              - apiVersion: cilium.io/v2
                kind: CiliumNetworkPolicy
                metadata: {name: lock, namespace: demo}
                spec: {endpointSelector: {}, ingress: []}
            """;

    private static final String CASE = """
            name: locked
            files: [objects]
            expect:
              - {from: {pod: demo/b}, to: {pod: demo/a}, port: 80/TCP, verdict: %s, by: [%s]}
            """;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Commands.named("axoneme")
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    private String write(String name, String text) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return file.toString();
    }

    @Test
    void passesAndCounts() throws IOException {
        write("objects/world.yaml", OBJECTS);
        assertEquals(0, run("policy", "test", write("case.yaml", CASE.formatted("denied", "demo/lock"))));
        assertEquals("1 passed, 0 failed\n", out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void failureIsOneLineWithItsCause() throws IOException {
        write("objects/world.yaml", OBJECTS);
        assertEquals(1, run("policy", "test", write("case.yaml", CASE.formatted("allowed", "demo/lock"))));
        assertEquals(
                "locked: expect[0] from pod demo/b to pod demo/a port 80/TCP: expected allowed, got denied"
                        + " (by demo/lock default deny)\n0 passed, 1 failed\n",
                out.toString());
    }

    @Test
    void wrongCauseIsAFailure() throws IOException {
        write("objects/world.yaml", OBJECTS);
        assertEquals(1, run("policy", "test", write("case.yaml", CASE.formatted("denied", "demo/other"))));
        assertTrue(out.toString().contains("expected causes with demo/other"), out.toString());
    }

    @Test
    void json() throws IOException {
        write("objects/world.yaml", OBJECTS);
        assertEquals(
                1, run("policy", "test", "-o", "json", write("case.yaml", CASE.formatted("allowed", "demo/lock"))));
        assertEquals(
                "{\"case\":\"locked\",\"row\":\"expect[0] from pod demo/b to pod demo/a\",\"port\":\"80/TCP\","
                        + "\"expected\":\"allowed\",\"got\":\"denied\",\"causes\":[\"demo/lock default deny\"]}\n"
                        + "{\"passed\":0,\"failed\":1,\"leftOut\":{}}\n",
                out.toString());
    }

    @Test
    void unreadableInputIsTwoAndNamesThePlace() throws IOException {
        assertEquals(2, run("policy", "test", folder.resolve("nowhere.yaml").toString()));
        assertTrue(err.toString().contains("nowhere.yaml: no such file"), err.toString());
        assertUnreadable("name: [", "bad.yaml");
        assertUnreadable("{\"name\": ", "bad.yaml");
        assertUnreadable("name: a\nname: b\n", "duplicate");
        assertUnreadable("name: a\nexpct: []\n", "unknown field \"expct\"");
        assertUnreadable("name: a\n", "nothing is asked");
        assertUnreadable("options: {mod: never}\ngrid: {}\n", "options unknown field \"mod\"");
        assertUnreadable("options: {mode: sometimes}\ngrid: {}\n", "options mode");
        assertUnreadable("options: {mode: sometimes}\ngrid: {}\n", "is none of default, always, never");
        assertUnreadable("options: {dualStack: 1}\ngrid: {}\n", "options dualStack must be true or false");
        assertUnreadable("options: {failsafe: [22/TCP]}\ngrid: {}\n", "failsafe: \"22/TCP\" is not DIRECTION");
        assertUnreadable("options: {failsafe: [ingress 22]}\ngrid: {}\n", "failsafe: \"22\" is not NUMBER/PROTOCOL");
        assertUnreadable("- 1\n", "not an object");
        assertUnreadable("apiVersion: v1\nkind: Pod\n", "not a policy test");
        assertUnreadable("grid: {ports: [80/TPC], rows: []}", "80/TPC");
        assertUnreadable(
                "grid: {ports: [80/TCP], rows: [{endpoint: a/b, direction: ingress, peer: {pod: a/b}, verdicts: aa}]}",
                "rows[0] verdicts");
        assertUnreadable(
                "grid: {ports: [80/TCP], rows: [{endpoint: a/b, direction: ingress, peer: {pod: a/b}, verdicts: a}]}",
                "no pod a/b");
        assertUnreadable(
                "grid: {ports: [80/TCP], rows: [{endpoint: {node: n}, direction: ingress, peer: {pod: a/b}, verdicts: a}]}",
                "no node n");
        assertUnreadable(
                "grid: {ports: [80/TCP], rows: [{endpoint: {entity: host}, direction: ingress, peer: {pod: a/b}, verdicts: a}]}",
                "entity host is no endpoint");
        assertUnreadable(
                "grid: {ports: [80/TCP], rows: [{endpoint: a/b, direction: up, peer: {pod: a/b}, verdicts: a}]}",
                "ingress, egress");
        assertUnreadable(
                "expect: [{from: {pod: a/b, ip: 1.1.1.1}, to: {pod: a/b}, port: 1/TCP, verdict: denied}]",
                "exactly one of");
        assertUnreadable("expect: [{from: {entity: dsn}, to: {pod: a/b}, port: 1/TCP, verdict: denied}]", "dsn");
        assertUnreadable("objects: [{kind: Pod, metadata: {}}]\nexpect: []\n", "metadata.name");
        assertUnreadable("""
                objects: [{kind: Pod, metadata: {name: a}, spec: {hostNetwork: true}}]
                expect: [{from: {ip: 1.1.1.1}, to: {pod: default/a}, port: 1/TCP, verdict: denied}]
                """, "host's network");
    }

    private void assertUnreadable(String text, String message) throws IOException {
        err.getBuffer().setLength(0);
        assertEquals(2, run("policy", "test", write("bad.yaml", text)), text);
        assertTrue(err.toString().contains(message), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    @Test
    void cidrsPickPodsWhenTheCommandOrTheCaseSaysSo() throws IOException {
        var pods = OBJECTS.replace("name: b, namespace: demo}", "name: b, namespace: demo}\nstatus: {podIP: 10.1.2.3}");
        write("objects/world.yaml", pods.replace("ingress: []", "ingress: [{fromCIDR: [10.0.0.0/8]}]"));
        var denied = write("denied.yaml", CASE.formatted("denied", "demo/lock"));
        var allowed = write("allowed.yaml", CASE.formatted("allowed", "demo/lock"));
        assertEquals(0, run("policy", "test", denied));
        assertEquals(0, run("policy", "test", "--policy-cidr-match-mode", "pods", allowed));
        assertEquals(1, run("policy", "test", "--policy-cidr-match-mode", "pods", denied));
        var itself = write("itself.yaml", "options: {policyCidrMatchMode: pods}\n" + CASE.formatted("allowed", ""));
        assertEquals(0, run("policy", "test", itself));
        assertEquals(2, run("policy", "test", "--policy-cidr-match-mode", "pods,nodes", allowed));
        assertTrue(err.toString().contains("\"nodes\" is not supported"), err.toString());
        var wrong = write("wrong.yaml", "options: {policyCidrMatchMode: pod}\n" + CASE.formatted("denied", ""));
        assertEquals(2, run("policy", "test", wrong));
        assertTrue(err.toString().contains("policyCidrMatchMode: \"pod\" is not known; there is pods"), err.toString());
        assertEquals(
                0,
                run(
                        "policy",
                        "explain",
                        "--policy-cidr-match-mode=pods",
                        "--from=demo/b",
                        "--to=demo/a",
                        "--port=80",
                        "-f",
                        folder.resolve("objects").toString()));
        assertTrue(out.toString().contains("ALLOWED") || out.toString().contains("allowed"), out.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "demo/b          | fqdn:*.example.com    | \"*.example.com\" is not a DNS name",
                "demo/b          | fqdn:                 | \"\" is not a DNS name",
                "demo/b          | fqdn:a..b             | \"a..b\" is not a DNS name",
                "demo/b          | fqdn:a.b=10.0.0       | 10.0.0",
                "demo/b          | node:                 | node: without a name",
                "demo/b          | service:demo/a        | is none of NAMESPACE/POD, entity:NAME, node:NAME",
                "fqdn:a.b        | demo/a                | names of receivers only",
                "entity:host     | ip:203.0.113.7        | neither end is a pod or a node"
            })
    void endsThatCannotBeReadAreRefusedByName(String from, String to, String message) throws IOException {
        write("objects/world.yaml", OBJECTS);
        var objects = folder.resolve("objects").toString();
        assertEquals(2, run("policy", "explain", "--from", from, "--to", to, "--port", "80", "-f", objects));
        assertTrue(err.toString().contains(message), err.toString());
    }

    @Test
    void whatAnInvalidPolicySelectsIsInDefaultDenyWhenAskedFor() throws IOException {
        write("objects/world.yaml", OBJECTS.replace("ingress: []", "ingress: [{fromEntities: [nonsense]}]"));
        var allowed = write("allowed.yaml", CASE.formatted("allowed", ""));
        assertEquals(0, run("policy", "test", allowed));
        var denied = write("denied.yaml", CASE.formatted("denied", "demo/lock"));
        assertEquals(0, run("policy", "test", "--invalid-policy", "deny", denied));
        assertTrue(err.toString().contains("what it selects is in default deny"), err.toString());
        assertEquals(2, run("policy", "test", "--invalid-policy", "maybe", denied));
        assertTrue(err.toString().contains("there are ignore, deny"), err.toString());
    }

    @Test
    void gzipSeveralDocumentsAndJsonLines() throws IOException {
        write("objects/world.yaml", OBJECTS);
        var line = "{\"name\":\"l\",\"files\":[\"objects\"],\"expect\":[{\"from\":{\"pod\":\"demo/b\"},"
                + "\"to\":{\"pod\":\"demo/a\"},\"port\":\"80/TCP\",\"verdict\":\"denied\"}]}\n";
        var gz = folder.resolve("two.jsonl.gz");
        try (var stream = new GZIPOutputStream(Files.newOutputStream(gz))) {
            stream.write((line + line).getBytes(StandardCharsets.UTF_8));
        }
        var yaml = CASE.formatted("denied", "demo/lock");
        assertEquals(
                0, run("policy", "test", gz.toString(), write("three.yaml", yaml + "---\n" + yaml + "---\n" + yaml)));
        assertEquals("5 passed, 0 failed\n", out.toString());
    }

    /** More documents than there are processors, so that some are judged beside others. */
    @Test
    void resultsComeInTheOrderOfTheDocuments() throws IOException {
        write("objects/world.yaml", OBJECTS);
        var names = IntStream.range(0, 40).mapToObj(i -> "world-" + i).toList();
        var documents = names.stream()
                .map(n -> CASE.formatted("allowed", "demo/lock").replace("name: locked", "name: " + n))
                .toList();
        assertEquals(1, run("policy", "test", write("many.yaml", String.join("---\n", documents))));
        var lines = out.toString().lines().toList();
        assertEquals(
                names,
                lines.stream()
                        .limit(40)
                        .map(l -> l.substring(0, l.indexOf(':')))
                        .toList());
        assertEquals("0 passed, 40 failed", lines.getLast());
    }

    /** What stands before a broken document counts, what stands behind it does not, however far that was judged already. */
    @Test
    void aBrokenDocumentEndsItsFile() throws IOException {
        write("objects/world.yaml", OBJECTS);
        var failing = CASE.formatted("allowed", "demo/lock");
        var broken = "name: broken\nexpects: []\n";
        var file = write("broken.yaml", String.join("---\n", failing, broken, failing, failing, failing));
        assertEquals(2, run("policy", "test", file, write("next.yaml", failing)));
        assertTrue(out.toString().endsWith("\n0 passed, 2 failed\n"), out.toString());
        assertTrue(err.toString().contains("broken.yaml document 2"), err.toString());
    }

    @Test
    void withoutTheProgramTheKernelIsNoJudge() throws IOException {
        var file = write("case.yaml", CASE.formatted("denied", "demo/lock"));
        assertEquals(2, run("policy", "test", "--judge", "kernel", "--judge-program", "nowhere/judge", file));
        assertEquals(
                "--judge kernel: there is no program nowhere/judge; make -C bpf judge builds it\n", err.toString());
    }

    /** Such as that it needs root. */
    @Test
    void whyTheKernelCannotJudgeHereIsSaid() throws IOException {
        var program = Path.of(write("judge", "#!/bin/sh\necho this needs root >&2\nexit 2\n"));
        assertTrue(program.toFile().setExecutable(true));
        var file = write("case.yaml", CASE.formatted("denied", "demo/lock"));
        assertEquals(2, run("policy", "test", "--judge", "kernel", "--judge-program", program.toString(), file));
        assertEquals("--judge kernel: axoneme-judge ended: this needs root\n", err.toString());
    }

    @Test
    void requestsThatCannotBeReadNameTheirFault() throws IOException {
        write("objects/world.yaml", OBJECTS);
        var line = """
                files: [objects]
                expect: [{from: {pod: demo/b}, to: {pod: demo/a}, port: 80/TCP, verdict: denied, %s}]
                """;
        assertEquals(2, run("policy", "test", write("both.yaml", line.formatted("http: {}, dns: a"))));
        assertEquals(2, run("policy", "test", write("header.yaml", line.formatted("http: {headers: [a]}"))));
        assertEquals(2, run("policy", "test", write("field.yaml", line.formatted("http: {verb: GET}"))));
        var lines = err.toString().lines().toList();
        assertTrue(lines.get(0).endsWith("expect[0] http and dns exclude each other"), lines.get(0));
        assertTrue(lines.get(1).endsWith("http headers: \"a\" is not \"Name: value\""), lines.get(1));
        assertTrue(lines.get(2).contains("unknown field \"verb\""), lines.get(2));
    }

    @Test
    void anInvalidPolicyIsNotEnforcedAndSaysSo() throws IOException {
        write("objects/world.yaml", OBJECTS.replace("ingress: []", "ingres: []"));
        assertEquals(0, run("policy", "test", write("case.yaml", """
                name: c
                files: [objects]
                expect: [{from: {pod: demo/b}, to: {pod: demo/a}, port: 80/TCP, verdict: allowed}]
                """)));
        assertTrue(
                err.toString().startsWith("c: CiliumNetworkPolicy demo/lock is not valid, so it is not enforced: "),
                err.toString());
    }

    @Test
    void unknownJudge() {
        assertEquals(2, run("policy", "test", "--judge", "dredd", "x.yaml"));
        assertTrue(err.toString().contains("--judge dredd: there are "), err.toString());
    }

    @Test
    void validate() throws IOException {
        var file = write("policies.yaml", OBJECTS + """
                ---
                apiVersion: cilium.io/v2
                kind: CiliumClusterwideNetworkPolicy
                metadata: {name: wide}
                spec: {endpointSelector: {}, ingress: [{toPorts: [{ports: [{port: "80", endPort: 1, protocol: TCP}], rules: {http: [{}]}}]}]}
                """);
        assertEquals(1, run("policy", "validate", "-o", "json", file));
        assertEquals(
                "{\"kind\":\"CiliumNetworkPolicy\",\"namespace\":\"demo\",\"name\":\"lock\",\"valid\":true,\"problems\":[]}\n"
                        + "{\"kind\":\"CiliumClusterwideNetworkPolicy\",\"namespace\":\"\",\"name\":\"wide\",\"valid\":false,\"problems\":["
                        + "{\"path\":\"spec.ingress[0].toPorts[0].rules.http\",\"reason\":\"Unsupported\",\"message\":\"HTTP rules are not enforced by this version\"},"
                        + "{\"path\":\"spec.ingress[0].toPorts[0].ports[0].endPort\",\"reason\":\"Conflict\",\"message\":\"http rules do not go with a range of ports\"},"
                        + "{\"path\":\"spec.ingress[0].toPorts[0].ports[0].endPort\",\"reason\":\"OutOfRange\",\"message\":\"1 is below port 80\"}]}\n",
                out.toString());
        assertTrue(err.toString().contains("Pod a is no policy"), err.toString());
    }

    @Test
    void validateAllValid() throws IOException {
        assertEquals(0, run("policy", "validate", write("p.yaml", OBJECTS)));
        assertEquals("valid   CiliumNetworkPolicy demo/lock\n", out.toString());
    }

    @Test
    void validateReadsStandardInput() {
        var before = System.in;
        try {
            System.setIn(new ByteArrayInputStream("""
                    {"apiVersion":"cilium.io/v2","kind":"CiliumCIDRGroup","metadata":{"name":"g"},"spec":{"externalCIDRs":["x"]}}
                    """.getBytes(StandardCharsets.UTF_8)));
            assertEquals(1, run("policy", "validate", "-"));
        } finally {
            System.setIn(before);
        }
        assertTrue(out.toString().startsWith("invalid CiliumCIDRGroup g: spec.externalCIDRs[0]: "), out.toString());
    }
}
