// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each refused document reports all of its problems, at their paths, and none besides. */
class RejectedPoliciesTest {

    static Stream<Arguments> documents() {
        return Yaml.resource("/policies/rejected.yaml").stream()
                .map(document -> Arguments.of(document.get("title"), document));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("documents")
    void refusedWithEveryProblem(String title, Map<String, Object> document) {
        var expected = ((List<?>) Objects.requireNonNull(document.get("problems")))
                .stream()
                        .map(p -> ((Map<?, ?>) p).get("path") + " " + ((Map<?, ?>) p).get("reason"))
                        .sorted()
                        .toList();
        var problems = translate(document).faults();
        var found = problems.stream()
                .map(p -> p.path() + " " + p.reason().text())
                .sorted()
                .toList();
        assertEquals(String.join("\n", expected), String.join("\n", found), title);
        problems.forEach(p -> assertFalse(p.message().isBlank(), p.path()));
    }

    private static Translation<Policy> translate(Map<String, Object> document) {
        var kind = PolicyKind.parse(String.valueOf(document.get("kind"))).orElseThrow();
        var tree = Map.of(
                "apiVersion",
                kind == PolicyKind.NETWORK_POLICY ? "networking.k8s.io/v1" : "cilium.io/v2",
                "kind",
                kind.text(),
                "metadata",
                Map.of("name", "p", "namespace", "demo"),
                "spec",
                document.get("spec"));
        return new PolicyTranslator(TranslatorConfig.judging("default")).translate(kind, tree);
    }
}
