// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.kube.translate.Feature;
import io.axoneme.kube.translate.WorldTranslator;
import io.axoneme.model.Direction;
import io.axoneme.model.Judge;
import io.axoneme.model.L7OverL4;
import io.axoneme.model.LabelFilter;
import io.axoneme.model.Peer;
import io.axoneme.model.Port;
import io.axoneme.model.RuleList;
import io.axoneme.model.Verdict;
import io.axoneme.model.Verdict.Outcome;
import io.axoneme.model.World;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every judge hands to the proxy with a redirected packet. */
class RuleListsTest {

    private static final World.Options RESTRICT = World.Options.DEFAULT;
    private static final World.Options UNION = RESTRICT.withL7OverL4(L7OverL4.UNION);

    static Stream<String> judges() {
        return Judges.names().stream();
    }

    /** A case of the file's with its world, asked by one judge. */
    private record Asked(PolicyCase policyCase, WorldTranslator.Reading reading, Ends ends, Judge.Bench bench) {

        static Asked of(PolicyCase policyCase, String judge, World.Options options) {
            var reading = new WorldTranslator(options, LabelFilter.DEFAULT, EnumSet.allOf(Feature.class))
                    .read(policyCase.objects(), policyCase.names());
            return new Asked(
                    policyCase,
                    reading,
                    new Ends(policyCase.name(), reading),
                    Judges.named(judge).orElseThrow().judge().get().open(reading.world()));
        }

        Verdict verdict(String from, String port) throws UnreadableInput {
            return bench.judge(
                    ends.workload("demo/server"),
                    Direction.INGRESS,
                    new Peer.Pod(ends.workload(from)),
                    Port.parse(port));
        }
    }

    private static Asked asked(String name, String judge, World.Options options) {
        var policyCase = TestCases.of("cases/meaning/rule-lists.yaml").stream()
                .filter(c -> c.name().equals("rule-lists/" + name))
                .findFirst()
                .orElseThrow();
        return Asked.of(policyCase, judge, options);
    }

    /** {@code PATH of the rule's first request ← causes}. */
    private static List<String> lists(Verdict verdict) {
        return verdict.rules().stream()
                .map(l -> l.rules().toString().replaceAll("[a-z]+=null(, )?", "") + " " + l.causes())
                .sorted()
                .toList();
    }

    private static String get(String path, String cause) {
        return "Http[rules=[HttpRule[path=" + path + ", headers=[]]]] [" + cause + "]";
    }

    @ParameterizedTest
    @MethodSource("judges")
    void aPeerThatTwoSelectorsPickIsHeldAgainstBothLists(String judge) throws UnreadableInput {
        var asked = asked("two selectors that overlap", judge, RESTRICT);
        assertEquals(
                List.of(get("/a", "demo/a spec.ingress[0]"), get("/b", "demo/b spec.ingress[0]")),
                lists(asked.verdict("demo/client", "80/TCP")));
        assertEquals(List.of(get("/a", "demo/a spec.ingress[0]")), lists(asked.verdict("demo/other", "80/TCP")));
    }

    @ParameterizedTest
    @MethodSource("judges")
    void equalListsAreOneWithBothCauses(String judge) throws UnreadableInput {
        assertEquals(
                List.of(get("/a", "demo/a spec.ingress[0], demo/b spec.ingress[0]")),
                lists(asked("equal lists", judge, RESTRICT).verdict("demo/client", "80/TCP")));
    }

    @ParameterizedTest
    @MethodSource("judges")
    void aNamedPeerGoesBeforeEveryone(String judge) throws UnreadableInput {
        var asked = asked("a named peer and everyone", judge, RESTRICT);
        assertEquals(
                List.of(get("/named", "demo/named spec.ingress[0]")), lists(asked.verdict("demo/client", "80/TCP")));
        assertEquals(
                List.of(get("/everyone", "demo/everyone spec.ingress[0]")),
                lists(asked.verdict("other/client", "80/TCP")));
    }

    @ParameterizedTest
    @MethodSource("judges")
    void whereNothingEnforcesEverythingPasses(String judge) throws UnreadableInput {
        assertEquals(
                List.of(get("/a", "demo/a spec.ingress[0]"), "Http[rules=[]] []"),
                lists(asked("observed only", judge, RESTRICT).verdict("demo/client", "80/TCP")));
    }

    @ParameterizedTest
    @MethodSource("judges")
    void unionLetsAPlainAllowOfThePortPassEverything(String judge) throws UnreadableInput {
        var l7 = get("/a", "demo/a spec.ingress[0]");
        var restrict = asked("beside plain allows", judge, RESTRICT);
        var union = asked("beside plain allows", judge, UNION);
        assertEquals(List.of(l7), lists(restrict.verdict("demo/client", "80/TCP")));
        assertEquals(
                List.of(l7, "Http[rules=[]] [demo/port spec.ingress[0]]"),
                lists(union.verdict("demo/client", "80/TCP")));
        assertEquals(
                List.of(get("/a", "demo/a spec.ingress[1]")),
                lists(union.verdict("demo/client", "81/TCP")),
                "an allow of every port takes nothing");
        assertEquals(
                List.of(get("/a", "demo/a spec.ingress[2]")),
                lists(union.verdict("demo/client", "82/TCP")),
                "nor does one of a range");
    }

    @ParameterizedTest
    @MethodSource("judges")
    void httpGoesBeforeDns(String judge) throws UnreadableInput {
        var asked = asked("http and dns on one port", judge, RESTRICT);
        assertEquals(
                List.of(get("/a", "demo/server spec.egress[0]")),
                lists(asked.bench.judge(
                        asked.ends.workload("demo/server"),
                        Direction.EGRESS,
                        new Peer.Pod(asked.ends.workload("demo/client")),
                        Port.parse("53/TCP"))));
    }

    /** Every redirect of the public worlds, in both ways of the option. */
    @Test
    void judgesAgreeOnThePublicWorlds() throws UnreadableInput {
        int compared = 0;
        for (var world : List.of("mixed", "dense")) {
            for (var policyCase : TestCases.of("cases/" + world + ".jsonl.gz")) {
                for (var options : List.of(RESTRICT, UNION)) {
                    compared += compare(policyCase, options);
                }
            }
        }
        assertTrue(compared > 300, compared + " redirects");
    }

    /** Those that rules about names imply, beside all that may stand next to them. */
    @Test
    void judgesAgreeOnQueriesThatTeachNames() throws UnreadableInput {
        int compared = 0;
        for (var policyCase : TestCases.of("cases/meaning/fqdn.yaml")) {
            compared += compare(policyCase, RESTRICT) + compare(policyCase, UNION);
        }
        assertTrue(compared > 30, compared + " redirects");
    }

    private static int compare(PolicyCase policyCase, World.Options options) throws UnreadableInput {
        Map<String, Asked> benches = new HashMap<>();
        Judges.names().forEach(j -> benches.put(j, Asked.of(policyCase, j, options)));
        int compared = 0;
        for (var row : policyCase.rows()) {
            for (int i = 0; i < row.ports().size(); i++) {
                if (row.letters().charAt(i) == Outcome.REDIRECTED.letter()) {
                    Map<String, List<RuleList>> lists = new HashMap<>();
                    for (var judge : benches.entrySet()) {
                        var asked = judge.getValue();
                        lists.put(
                                judge.getKey(),
                                asked.bench()
                                        .judge(
                                                asked.ends().workload(row.endpoint()),
                                                row.direction(),
                                                asked.ends().peer(row.peer()),
                                                row.ports().get(i))
                                        .rules());
                    }
                    var expected = lists.get("oracle");
                    lists.forEach((judge, got) -> assertEquals(expected, got, () -> judge + ": " + row.title()));
                    compared++;
                }
            }
        }
        return compared;
    }
}
