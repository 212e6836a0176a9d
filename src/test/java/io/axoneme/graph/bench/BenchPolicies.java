// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph.bench;

import io.axoneme.model.Cidr;
import io.axoneme.model.Direction;
import io.axoneme.model.Entity;
import io.axoneme.model.L7Rules;
import io.axoneme.model.Label;
import io.axoneme.model.LabelKeys;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.PolicyRef;
import io.axoneme.model.PolicySpec;
import io.axoneme.model.PortMatch;
import io.axoneme.model.PortRule;
import io.axoneme.model.Protocol;
import io.axoneme.model.Requirement;
import io.axoneme.model.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Policies of a {@link BenchWorld}. */
final class BenchPolicies {

    private static final List<String> CIDRS =
            List.of("198.51.100.0/24", "203.0.113.0/24", "192.0.2.0/25", "172.16.0.0/12", "2001:db8::/32");
    private static final int[] PORTS = {80, 443, 8080, 5432, 6379, 9090, 3000, 9092};

    private final BenchWorld.Size size;
    private final Random random;

    BenchPolicies(BenchWorld.Size size, Random random) {
        this.size = size;
        this.random = random;
    }

    /** Of ten policies seven are for one service, two for a tier, one for the whole namespace; each has one to three rules each way. */
    Policy random(int namespace, String name) {
        var subject = switch (random.nextInt(10)) {
            case 0 -> inNamespace(namespace);
            case 1, 2 ->
                inNamespace(namespace).and(any("tier", pick(List.of("front", "api", "back", "data", "batch"))));
            default -> inNamespace(namespace).and(any("app", "app-" + random.nextInt(size.services)));
        };
        var rules = new ArrayList<Rule>();
        for (var direction : Direction.values()) {
            for (int i = random.nextInt(3); i >= 0; i--) {
                rules.add(rule(namespace, direction, rules.size()));
            }
        }
        return policy(PolicyKind.CILIUM_NETWORK_POLICY, "ns-" + namespace, name, subject, rules);
    }

    /** A policy of the first namespace's name for these subjects, which lets one service in; another {@code variant} is another port. */
    static Policy extra(LabelSelector subject, int variant) {
        var peer = new PeerSelector.Labelled(inNamespace(0).and(any("app", "app-" + variant)));
        var port = PortRule.plain(new PortMatch.Range(Protocol.TCP, 7_000 + variant, 7_000 + variant));
        var rule = new Rule(Direction.INGRESS, Rule.Action.ALLOW, List.of(peer), List.of(port), "spec.ingress[0]");
        return policy(PolicyKind.CILIUM_CLUSTERWIDE_NETWORK_POLICY, "", "extra", subject, List.of(rule));
    }

    /** Whoever has a namespace: every pod. */
    static LabelSelector everyPod() {
        return LabelSelector.of(Requirement.exists(Label.K8S, LabelKeys.NAMESPACE));
    }

    private Rule rule(int namespace, Direction direction, int index) {
        boolean deny = random.nextInt(20) == 0;
        var peers = some(1, 3, () -> peer(namespace));
        var ports = some(1, 3, () -> port(!deny));
        return new Rule(
                direction, deny ? Rule.Action.DENY : Rule.Action.ALLOW, peers, ports, "spec.rules[" + index + "]");
    }

    private PeerSelector peer(int namespace) {
        return switch (random.nextInt(20)) {
            case 0, 1, 2 -> new PeerSelector.InCidr(Cidr.parse(pick(CIDRS)), List.of());
            case 3 -> new PeerSelector.OfEntity(pick(List.of(Entity.WORLD, Entity.HOST, Entity.CLUSTER)));
            case 4 -> new PeerSelector.Everyone();
            case 5, 6 -> new PeerSelector.Labelled(inNamespace(random.nextInt(size.namespaces)));
            case 7, 8 -> new PeerSelector.Labelled(inNamespace(namespace).and(any("tier", "api")));
            case 9 ->
                new PeerSelector.Labelled(LabelSelector.of(
                        Requirement.equalTo(
                                Label.K8S, LabelKeys.NAMESPACE_LABELS + "team", "team-" + random.nextInt(10)),
                        any("app", "app-" + random.nextInt(size.services))));
            default ->
                new PeerSelector.Labelled(
                        inNamespace(namespace).and(any("app", "app-" + random.nextInt(size.services))));
        };
    }

    private PortRule port(boolean mayRedirect) {
        int port = PORTS[random.nextInt(PORTS.length)];
        var match = switch (random.nextInt(10)) {
            case 0 -> new PortMatch.Range(Protocol.TCP, port, Math.min(65_535, port + 100));
            case 1 -> new PortMatch.Range(Protocol.UDP, 53, 53);
            case 2 -> new PortMatch.Everything();
            default -> new PortMatch.Range(Protocol.TCP, port, port);
        };
        boolean redirect = mayRedirect && match instanceof PortMatch.Range && random.nextInt(20) == 0;
        var get = new L7Rules.Http(List.of(new L7Rules.HttpRule("GET", null, null, List.of())));
        return redirect ? new PortRule(match, get) : PortRule.plain(match);
    }

    private static Policy policy(
            PolicyKind kind, String namespace, String name, LabelSelector subject, List<Rule> rules) {
        var spec = new PolicySpec(subject, true, true, rules, "spec");
        return new Policy(new PolicyRef(kind, namespace, name, "uid-" + name), 1, List.of(spec), false);
    }

    private static LabelSelector inNamespace(int namespace) {
        return LabelSelector.of(Requirement.equalTo(Label.K8S, LabelKeys.NAMESPACE, "ns-" + namespace));
    }

    private static Requirement any(String key, String value) {
        return Requirement.equalTo(Requirement.ANY_SOURCE, key, value);
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private <T> List<T> some(int least, int most, Supplier<T> make) {
        var made = new ArrayList<T>();
        for (int i = least + random.nextInt(most - least + 1); i > 0; i--) {
            made.add(make.get());
        }
        return made;
    }
}
