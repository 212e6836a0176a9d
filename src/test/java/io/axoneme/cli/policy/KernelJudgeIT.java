// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.axoneme.kernel.KernelJudge;
import io.axoneme.kernel.RowsJudge;
import io.axoneme.kube.translate.WorldTranslator;
import io.axoneme.model.Direction;
import io.axoneme.model.Judge.Answer;
import io.axoneme.model.Judge.Question;
import io.axoneme.model.LabelFilter;
import io.axoneme.model.Peer;
import io.axoneme.model.Port;
import io.axoneme.model.Protocol;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.Verdict.Outcome;
import io.axoneme.model.World;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The datapath's programs say what the cases expect: every question that is a packet, in every family in which it is one. */
class KernelJudgeIT {

    private static final String NO_ICMP = "ICMP and an address of the other family make no packet";
    private static final String NO_ICMPV6 = "ICMPv6 and an address of the other family make no packet";

    private static @Nullable KernelJudge started;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
                "loading programs into the kernel needs root");
        started = KernelJudge.start(Path.of("target/axoneme-judge"));
    }

    @AfterAll
    static void end() {
        if (started != null) {
            started.close();
        }
    }

    private static KernelJudge judge() {
        return Objects.requireNonNull(started);
    }

    /** Left out is a message of one family's ICMP with an outside address of the other, and nothing else. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "basic, 129984, 1164, 1584, 113200, 98976",
        "dense, 29424, 366, 504, 25000, 20880",
        "mixed, 219444, 1854, 2856, 192100, 164976"
    })
    void publicWorlds(String world, int passed, int noIcmp, int noIcmpV6, long inV4, long inV6) throws UnreadableInput {
        var before = Map.copyOf(judge().packets());
        int sum = 0;
        var failures = new ArrayList<CaseResult.Failure>();
        var leftOut = new TreeMap<String, Integer>();
        for (var policyCase : TestCases.of("cases/" + world + ".jsonl.gz")) {
            var result = new CaseRunner(Judges.kernel(judge())).run(policyCase);
            sum += result.passed();
            failures.addAll(result.failures());
            result.leftOut().forEach((reason, verdicts) -> leftOut.merge(reason, verdicts, Integer::sum));
        }
        assertEquals(List.of(), failures);
        assertEquals(passed, sum);
        assertEquals(Map.of(NO_ICMP, noIcmp, NO_ICMPV6, noIcmpV6), leftOut);
        var after = judge().packets();
        assertEquals(inV4, after.getOrDefault("IPv4", 0L) - before.getOrDefault("IPv4", 0L));
        assertEquals(inV6, after.getOrDefault("IPv6", 0L) - before.getOrDefault("IPv6", 0L));
    }

    @TestFactory
    Stream<DynamicTest> meaning() {
        return CasesTest.MEANING.stream()
                .flatMap(file -> TestCases.of("cases/meaning/" + file + ".yaml").stream())
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> {
                    var result = new CaseRunner(Judges.kernel(judge())).run(c);
                    assertEquals(List.of(), result.failures());
                    result.leftOut().keySet().forEach(KernelJudgeIT::assertMayBeLeftOut);
                }));
    }

    private static void assertMayBeLeftOut(String reason) {
        assertTrue(reason.equals(NO_ICMP) || reason.equals(NO_ICMPV6), reason);
    }

    private static final String WORLD = """
            name: world
            objects:
              - {kind: Pod, metadata: {name: a, namespace: demo, labels: {app: a}}}
              - {kind: Pod, metadata: {name: b, namespace: demo, labels: {app: b}}}
              - apiVersion: cilium.io/v2
                kind: CiliumNetworkPolicy
                metadata: {name: p, namespace: demo}
                spec:
                  endpointSelector: {matchLabels: {app: a}}
                  ingress: [{fromEndpoints: [{matchLabels: {app: b}}], toPorts: [{ports: [{port: "80", protocol: TCP}]}]}]
                  egress: [{toEndpoints: [{matchLabels: {app: b}}]}]
            expect: []
            """;

    /** The same flow, asked for more often than there are source ports; one that conntrack knew would be told of no more. */
    @Test
    void noVerdictIsLeftOverFromAnotherQuestion() throws UnreadableInput {
        var read = read(WORLD);
        var a = read.workloads().get(0);
        var b = new Peer.Pod(read.workloads().get(1));
        var questions = List.of(
                new Question(a, Direction.INGRESS, b, new Port(Protocol.TCP, 80)),
                new Question(a, Direction.EGRESS, b, new Port(Protocol.TCP, 8080)),
                new Question(a, Direction.INGRESS, b, new Port(Protocol.TCP, 8080)),
                new Question(a, Direction.EGRESS, b, new Port(Protocol.ICMP, 0)),
                new Question(a, Direction.EGRESS, b, new Port(Protocol.ICMP, 8)));
        try (var bench = judge().open(read)) {
            var answers = bench.judge(IntStream.range(0, 20_000)
                    .mapToObj(i -> questions.get(i % 5))
                    .toList());
            assertEquals(20_000, answers.size());
            for (int i = 0; i < answers.size(); i++) {
                assertEquals(i % 5 == 2 ? Outcome.DENIED : Outcome.ALLOWED, outcome(answers.get(i)), "question " + i);
            }
        }
    }

    /** The datapath lets a pod reach itself always; asked is what the policy says. */
    @Test
    void aPodIsJudgedAsItsOwnPeer() throws UnreadableInput {
        var read = read(WORLD);
        var a = read.workloads().getFirst();
        try (var bench = judge().open(read)) {
            var port = new Port(Protocol.TCP, 80);
            assertEquals(
                    Outcome.DENIED,
                    bench.judge(a, Direction.EGRESS, new Peer.Pod(a), port).outcome());
            assertEquals(
                    Outcome.DENIED,
                    bench.judge(a, Direction.INGRESS, new Peer.Pod(a), port).outcome());
        }
    }

    /** Probes of the kubelet come from nowhere but the node itself. */
    @Test
    void theHostIsTheNodesOwnOutput() throws UnreadableInput {
        var read = read(WORLD);
        var a = read.workloads().getFirst();
        try (var bench = judge().open(read)) {
            var port = new Port(Protocol.UDP, 1);
            var host = new Peer.Reserved(ReservedIdentity.HOST);
            assertEquals(
                    Outcome.ALLOWED,
                    bench.judge(a, Direction.INGRESS, host, port).outcome());
            assertEquals(
                    Outcome.DENIED, bench.judge(a, Direction.EGRESS, host, port).outcome());
        }
    }

    @Test
    void whatIsNoQuestionOfPolicyIsLeftOut() throws UnreadableInput {
        var read = read(WORLD);
        var a = read.workloads().getFirst();
        var b = new Peer.Pod(read.workloads().getLast());
        try (var bench = judge().open(read)) {
            var redirect = new Port(Protocol.ICMPV6, 137);
            var answers = bench.judge(List.of(
                    new Question(a, Direction.EGRESS, b, redirect), new Question(a, Direction.INGRESS, b, redirect)));
            assertEquals(
                    new Answer.LeftOut("what no pod may send, whatever the policy (ICMPv6 types 134 and 137)"),
                    answers.getFirst());
            assertEquals(Outcome.DENIED, outcome(answers.getLast()));
        }
    }

    /** More selectors than the narrowest vectors have bits for, and sets of them too long for a segment. */
    @ParameterizedTest
    @CsvSource({"600", "2100"})
    void wideVectors(int selectors) throws UnreadableInput {
        var read = read(wide(selectors));
        var questions = new ArrayList<Question>();
        for (var endpoint : read.workloads()) {
            for (var peer : read.workloads()) {
                for (int port = 1; port <= selectors; port += 37) {
                    questions.add(new Question(
                            endpoint, Direction.INGRESS, new Peer.Pod(peer), new Port(Protocol.TCP, port)));
                }
            }
        }
        try (var rows = new RowsJudge().open(read);
                var kernel = judge().open(read)) {
            var expected = rows.judge(questions);
            assertEquals(expected, kernel.judge(questions));
            assertTrue(expected.stream().map(KernelJudgeIT::outcome).distinct().count() == 2, "both verdicts occur");
        }
    }

    /** Pod i has label n=i. Port p lets in pod p, and by a long list every pod past the middle. */
    private static String wide(int selectors) {
        var text = new StringBuilder("name: wide\nexpect: []\nobjects:\n");
        for (int i = 1; i <= selectors; i += selectors / 12) {
            text.append(
                    "  - {kind: Pod, metadata: {name: p%d, namespace: demo, labels: {n: \"%d\"}}}\n".formatted(i, i));
        }
        for (int from = 1; from <= selectors; from += 30) {
            text.append("""
                      - apiVersion: cilium.io/v2
                        kind: CiliumNetworkPolicy
                        metadata: {name: p%d, namespace: demo}
                        spec:
                          endpointSelector: {}
                          ingress:
                    """.formatted(from));
            for (int i = from; i < from + 30 && i <= selectors; i++) {
                text.append("""
                                - fromEndpoints: [{matchLabels: {n: "%d"}}]
                                  toPorts: [{ports: [{port: "%d", protocol: TCP}]}]
                        """.formatted(i, i));
            }
            text.append("        - fromEndpoints:\n");
            for (int i = from; i < from + 30 && i <= selectors; i++) {
                text.append("            - {matchLabels: {n: \"%d\"}}\n".formatted(i));
            }
            text.append("          toPorts: [{ports: [{port: \"%d\", endPort: %d, protocol: TCP}]}]\n"
                    .formatted(from, Math.min(65535, from + selectors / 2)));
        }
        return text.toString();
    }

    private static Outcome outcome(Answer answer) {
        return answer instanceof Answer.Judged(var verdict) ? verdict.outcome() : assertJudged(answer);
    }

    private static Outcome assertJudged(Answer answer) {
        throw new AssertionError("not judged: " + answer);
    }

    private static World read(String text) throws UnreadableInput {
        var cases = new ArrayList<PolicyCase>();
        Documents.read(
                "-",
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                d -> cases.add(CaseReader.read(d)));
        var reading = new WorldTranslator(World.Options.DEFAULT, LabelFilter.DEFAULT, Collections.emptySet())
                .read(cases.getFirst().objects());
        assertEquals(List.of(), reading.rejected());
        return reading.world();
    }
}
