// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.kube.translate.PolicyTranslator;
import io.axoneme.kube.translate.Translation;
import io.axoneme.kube.translate.TranslatorConfig;
import io.axoneme.model.Labels;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.PolicyRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** How many pods policies select, and which are narrowed by the L7 rules of which. */
class StandingsTest {

    private static final String CLUSTER = "k8s:io.cilium.k8s.policy.cluster=default";
    private static final String NAMESPACE = "k8s:io.kubernetes.pod.namespace=";
    private static final Labels WEB = Labels.parse("k8s:app=web", CLUSTER, NAMESPACE + "demo");
    private static final Labels API =
            Labels.parse("k8s:app=api", CLUSTER, NAMESPACE + "demo", "gen:io.cilium.k8s.named-ports=http.TCP.3000");
    private static final Labels ELSEWHERE = Labels.parse("k8s:app=api", CLUSTER, NAMESPACE + "other");

    private static final String PLAIN =
            "{endpointSelector: {matchLabels: {app: api}}, ingress: [{fromEndpoints: [{matchLabels: {app: web}}],"
                    + " toPorts: [{ports: [{port: \"3000\"}]}]}]}";
    private static final String L7 = "{endpointSelector: {matchLabels: {app: api}}, ingress: [{fromEndpoints: [{}],"
            + " toPorts: [{ports: [{port: \"3000\", protocol: TCP}], rules: {http: [{method: GET}]}}]}]}";

    private final Standings standings = new Standings("default");
    private final List<Set<String>> told = new ArrayList<>();

    @BeforeEach
    void pods() {
        standings.population(Population.of(Map.of(WEB, 2, API, 3, ELSEWHERE, 5), Set.of()));
        standings.listen(told::add);
    }

    @Test
    void podsOfTheOwnNamespaceAreCountedOrOfAll() {
        assertEquals(5, endpoints(policy("p", "{endpointSelector: {}, ingress: []}")));
        assertEquals(3, endpoints(policy("p", PLAIN)));
        assertEquals(0, endpoints(policy("p", "{endpointSelector: {matchLabels: {app: db}}, ingress: []}")));
        assertEquals(8, endpoints(clusterwide("p", "{endpointSelector: {matchLabels: {app: api}}, ingress: []}")));
    }

    @Test
    void nothingIsSaidBeforeThePodsAreKnown() {
        assertEquals(Optional.empty(), new Standings("default").of(policy("p", PLAIN)));
    }

    @Test
    void aPlainAllowIsNarrowedByL7RulesOfAnotherPolicy() {
        standings.put(policy("l7", L7));
        assertEquals(List.of("demo/l7"), narrowedBy(policy("plain", PLAIN)));
        assertEquals(List.of(), narrowedBy(policy("l7", L7)), "not by its own");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            an allow of every port        | ingress: [{fromEndpoints: [{matchLabels: {app: web}}]}]                                                        | true
            a range that holds the port   | ingress: [{fromEndpoints: [{}], toPorts: [{ports: [{port: "2000", endPort: 4000, protocol: TCP}]}]}]           | true
            the port by its name          | ingress: [{fromEndpoints: [{}], toPorts: [{ports: [{port: http}]}]}]                                           | true
            an allow of everybody         | ingress: [{fromEntities: [all]}]                                                                               | true
            an L7 rule of its own         | ingress: [{fromEndpoints: [{}], toPorts: [{ports: [{port: "3000", protocol: TCP}], rules: {http: [{}]}}]}]     | false
            another port                  | ingress: [{fromEndpoints: [{}], toPorts: [{ports: [{port: "3001"}]}]}]                                         | false
            another protocol              | ingress: [{fromEndpoints: [{}], toPorts: [{ports: [{port: "3000", protocol: UDP}]}]}]                          | false
            another peer                  | ingress: [{fromEntities: [world]}]                                                                             | false
            the other direction           | egress: [{toEndpoints: [{}]}]                                                                                  | false
            what nothing enforces         | enableDefaultDeny: {ingress: false}, ingress: [{fromEndpoints: [{}], toPorts: [{ports: [{port: "3001"}]}]}]    | false
            a deny                        | ingressDeny: [{fromEndpoints: [{}]}]                                                                           | false
            """)
    void whatMeets(String title, String rules, boolean narrowed) {
        standings.put(policy("l7", L7));
        var plain = policy("plain", "{endpointSelector: {matchLabels: {app: api}}, " + rules + "}");
        assertEquals(narrowed ? List.of("demo/l7") : List.of(), narrowedBy(plain), title);
    }

    @Test
    void cidrsMeetWhereOneHoldsTheOther() {
        var l7 = L7.replace("fromEndpoints: [{}]", "fromCIDR: [203.0.113.0/24]");
        standings.put(policy("l7", l7));
        var holds = "{endpointSelector: {}, ingress: [{fromCIDR: [203.0.0.0/16]}]}";
        var apart = "{endpointSelector: {}, ingress: [{fromCIDR: [198.51.100.0/24]}]}";
        var excepted =
                "{endpointSelector: {}, ingress: [{fromCIDRSet: [{cidr: 203.0.0.0/16, except: [203.0.113.0/24]}]}]}";
        assertEquals(List.of("demo/l7"), narrowedBy(policy("plain", holds)));
        assertEquals(List.of(), narrowedBy(policy("plain", apart)));
        assertEquals(List.of(), narrowedBy(policy("plain", excepted)));
    }

    @Test
    void policiesThatSelectNobodyInCommonDoNotMeet() {
        standings.put(policy("l7", L7.replace("{app: api}", "{app: web}")));
        assertEquals(List.of(), narrowedBy(policy("plain", PLAIN)));
        standings.put(clusterwide("everywhere", L7));
        assertEquals(List.of(), narrowedBy(policy("db", PLAIN.replace("{app: api}", "{app: db}"))));
        assertEquals(List.of("everywhere"), narrowedBy(policy("plain", PLAIN)));
    }

    @Test
    void auditedPoliciesNarrowNobodyAndAreNotNarrowed() {
        standings.put(policy("l7", L7).auditedIf(true));
        assertEquals(List.of(), narrowedBy(policy("plain", PLAIN)));
        standings.put(policy("l7", L7));
        assertEquals(List.of(), narrowedBy(policy("plain", PLAIN).auditedIf(true)));
        standings.population(Population.of(Map.of(WEB, 2, API, 3), Set.of("demo")));
        assertEquals(List.of(), narrowedBy(policy("plain", PLAIN)), "the namespace audits");
        var everywhere = clusterwide("everywhere", PLAIN);
        assertEquals(List.of(), narrowedBy(everywhere), "the namespace of the L7 rules audits, not that of the others");
        standings.population(Population.of(Map.of(WEB, 2, API, 3), Set.of()));
        assertEquals(List.of("demo/l7"), narrowedBy(everywhere));
    }

    @Test
    void aPolicyThatIsGoneNarrowsNobody() {
        standings.put(policy("l7", L7));
        standings.remove(PolicyKind.CILIUM_NETWORK_POLICY, "demo", "l7");
        assertEquals(List.of(), narrowedBy(policy("plain", PLAIN)));
        assertEquals(List.of(Set.of("demo"), Set.of("demo")), told);
    }

    @Test
    void onlyWhatMayStandOtherwiseIsTold() {
        standings.put(policy("plain", PLAIN));
        assertEquals(List.of(), told, "no policy without L7 rules changes another's standing");
        standings.population(Population.of(Map.of(WEB, 2, API, 3, ELSEWHERE, 5), Set.of()));
        assertEquals(List.of(), told, "the same pods");
        standings.population(Population.of(Map.of(WEB, 2, API, 3, ELSEWHERE, 6), Set.of()));
        assertEquals(List.of(Set.of("other")), told);
        standings.put(policy("l7", L7));
        standings.put(policy("l7", L7));
        assertEquals(List.of(Set.of("other"), Set.of("demo")), told, "the same policy again is no news");
        standings.population(Population.of(Map.of(WEB, 2, API, 3), Set.of()));
        assertEquals(Set.of("other", "demo"), told.getLast(), "pods elsewhere may be peers");
    }

    private long endpoints(Policy policy) {
        return standings.of(policy).orElseThrow().endpoints();
    }

    private List<String> narrowedBy(Policy policy) {
        return standings.of(policy).orElseThrow().narrowedBy().stream()
                .map(PolicyRef::toString)
                .toList();
    }

    private static Policy policy(String name, String spec) {
        return translated(
                PolicyKind.CILIUM_NETWORK_POLICY, Map.of("name", name, "namespace", "demo", "uid", name), spec);
    }

    private static Policy clusterwide(String name, String spec) {
        return translated(PolicyKind.CILIUM_CLUSTERWIDE_NETWORK_POLICY, Map.of("name", name, "uid", name), spec);
    }

    private static Policy translated(PolicyKind kind, Map<String, Object> metadata, String spec) {
        Object tree = new Load(LoadSettings.builder().build()).loadFromString(spec);
        Map<String, ?> document = Map.of(
                "apiVersion",
                "cilium.io/v2",
                "kind",
                kind.text(),
                "metadata",
                metadata,
                "spec",
                Objects.requireNonNull(tree));
        var translation = new PolicyTranslator(TranslatorConfig.judging("default")).translate(kind, document);
        assertTrue(
                translation instanceof Translation.Valid<Policy>,
                translation.faults().toString());
        return ((Translation.Valid<Policy>) translation).value();
    }
}
