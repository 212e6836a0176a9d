// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.oracle.Oracle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The public worlds with the reference engine's verdicts, and the tables of policy meaning: no mismatch, nothing left out. Every judge
 * of the registry is tried on every file.
 */
class CasesTest {

    /** Public worlds and how many verdicts they hold. The basic ones need no L7. */
    private static final Map<String, Integer> WORLDS = Map.of("basic", 132_732, "mixed", 224_154, "dense", 30_294);

    static final List<String> MEANING = List.of(
            "audit",
            "causes",
            "cidr-groups",
            "cidr-match-mode",
            "differences",
            "empty-directions",
            "enforcement-and-order",
            "entities",
            "entity-lists",
            "fqdn",
            "l7-protocols",
            "long-rows",
            "modes",
            "named-ports-on-egress",
            "nil-empty-wildcard",
            "options",
            "ports",
            "redirect-order",
            "requests",
            "rule-lists",
            "sctp",
            "selectors",
            "services",
            "sources");

    /** Of what the datapath is not told. */
    private static final List<String> OFFLINE = List.of("host-policies", "nodes");

    static Stream<Arguments> judgesAndWorlds() {
        return Judges.names().stream()
                .flatMap(judge -> WORLDS.keySet().stream().map(world -> Arguments.of(judge, world)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("judgesAndWorlds")
    void publicWorlds(String judge, String world) throws UnreadableInput {
        var total = run("cases/" + world + ".jsonl.gz", named(judge));
        assertEquals(List.of(), total.failures());
        assertEquals(Map.of(), total.leftOut());
        assertEquals(WORLDS.get(world), total.passed());
    }

    @TestFactory
    Stream<DynamicTest> meaning() {
        return Judges.names().stream()
                .flatMap(judge -> Stream.concat(MEANING.stream(), OFFLINE.stream())
                        .flatMap(file -> TestCases.of("cases/meaning/" + file + ".yaml").stream())
                        .map(c -> DynamicTest.dynamicTest(judge + ": " + c.name(), () -> agrees(judge, c))));
    }

    private static void agrees(String judge, PolicyCase policyCase) throws UnreadableInput {
        var result = new CaseRunner(named(judge)).run(policyCase);
        assertEquals(List.of(), result.failures());
        assertEquals(List.of(), result.notes());
        assertEquals(Map.of(), result.leftOut());
        assertTrue(result.passed() > 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"oracle", "graph", "rows"})
    void judgesOfRulesNameAllThatAllow(String judge) throws UnreadableInput {
        assertEquals(
                List.of(),
                run("cases/meaning/causes-of-all-rules.yaml", named(judge)).failures());
    }

    @Test
    void basicWorldsNeedNoL7() throws UnreadableInput {
        var total = run("cases/basic.jsonl.gz", withoutL7());
        assertEquals(List.of(), total.failures());
        assertEquals(WORLDS.get("basic"), total.passed());
    }

    @Test
    void withoutL7WhatItTouchesIsLeftOutAndCounted() throws UnreadableInput {
        var total = run("cases/dense.jsonl.gz", withoutL7());
        assertEquals(List.of(), total.failures());
        int leftOut =
                total.leftOut().values().stream().mapToInt(Integer::intValue).sum();
        assertEquals(30_294, total.passed() + leftOut);
        assertTrue(leftOut > 0 && total.passed() > 10_000, leftOut + " left out");
        total.leftOut().keySet().forEach(r -> assertTrue(r.matches("uses .*rules\\.(http|dns), not built yet"), r));
    }

    private static Judges.Entry named(String judge) {
        return Judges.named(judge).orElseThrow();
    }

    private static Judges.Entry withoutL7() {
        return new Judges.Entry(Oracle::new, Set.of());
    }

    private static CaseResult run(String resource, Judges.Entry judge) throws UnreadableInput {
        int passed = 0;
        var failures = new ArrayList<CaseResult.Failure>();
        var leftOut = new TreeMap<String, Integer>();
        for (var policyCase : TestCases.of(resource)) {
            var result = new CaseRunner(judge).run(policyCase);
            passed += result.passed();
            failures.addAll(result.failures());
            result.leftOut().forEach((reason, verdicts) -> leftOut.merge(reason, verdicts, Integer::sum));
        }
        return new CaseResult(passed, failures, leftOut, List.of());
    }
}
