// SPDX-License-Identifier: Apache-2.0
package io.axoneme.worlds;

import io.axoneme.model.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/** Objects of a random cluster, as for kubectl: small vocabularies, so that policies and pods meet. Equal seeds give equal worlds. */
final class RandomWorld {

    static final List<String> NAMESPACES = List.of("shop", "pay", "dev");
    static final List<String> CIDRS = List.of(
            "0.0.0.0/0",
            "10.0.0.0/8",
            "10.244.0.10/31",
            "198.51.100.0/24",
            "198.51.100.128/25",
            "198.51.100.129/32",
            "203.0.113.0/24",
            "::/0",
            "2001:db8::/32",
            "2001:db8:1::/48",
            "172.30.0.9/32");
    static final List<String> OUTSIDE = List.of(
            "198.51.100.1",
            "198.51.100.129",
            "198.51.100.200",
            "203.0.113.7",
            "10.9.9.9",
            "8.8.8.8",
            "2001:db8::1",
            "2001:db8:1::1",
            "2a00::1",
            "172.30.0.9",
            "169.254.20.10",
            "192.168.0.11",
            "10.244.0.250");
    /** Names that DNS has given outside addresses, a node's and one of the pod range for. */
    static final Map<IpAddress, Set<String>> NAMES = Map.of(
            IpAddress.parse("198.51.100.1"),
            Set.of("api.example.org"),
            IpAddress.parse("198.51.100.200"),
            Set.of("api.example.org", "example.net"),
            IpAddress.parse("8.8.8.8"),
            Set.of("b.a.example.org"),
            IpAddress.parse("2001:db8:1::1"),
            Set.of("api.example.org"),
            IpAddress.parse("172.30.0.9"),
            Set.of("example.net"),
            IpAddress.parse("192.168.0.11"),
            Set.of("example.net"),
            IpAddress.parse("10.244.0.250"),
            Set.of("api.example.org"));

    private static final List<String> ENTITIES = List.of(
            "all",
            "world",
            "cluster",
            "host",
            "remote-node",
            "kube-apiserver",
            "health",
            "init",
            "unmanaged",
            "ingress",
            "none",
            "dns");
    private static final List<String> PORT_NAMES = List.of("http", "metrics", "dns");

    private final Random random;
    private final List<Map<String, Object>> objects = new ArrayList<>();

    private RandomWorld(long seed) {
        this.random = new Random(seed);
    }

    static List<Map<String, Object>> objects(long seed) {
        var world = new RandomWorld(seed);
        world.fill();
        return world.objects;
    }

    private void fill() {
        for (var namespace : NAMESPACES) {
            add("v1", "Namespace", "", namespace, labels(List.of("team", "env"), List.of("web", "prod", "dev")));
        }
        node();
        int pods = 3 + random.nextInt(5);
        for (int i = 0; i < pods; i++) {
            pod(i);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            group("group-" + i);
        }
        int policies = 1 + random.nextInt(random.nextInt(4) == 0 ? 12 : 4);
        for (int i = 0; i < policies; i++) {
            policy("p" + i);
        }
    }

    // --- the cluster -------------------------------------------------------------------------------------------------

    private void node() {
        var node = add("v1", "Node", "", "node-1", Map.of());
        node.put("spec", map("podCIDR", "10.244.0.0/24"));
        node.put("status", map("addresses", list(map("type", "InternalIP", "address", "192.168.0.11"))));
        if (random.nextBoolean()) {
            var servers = add("v1", "Endpoints", "default", "kubernetes", Map.of());
            var address = random.nextBoolean() ? "192.168.0.11" : "172.30.0.9";
            servers.put("subsets", list(map("addresses", list(map("ip", address)))));
        }
    }

    private void pod(int number) {
        boolean dns = number == 0 && random.nextBoolean();
        var labels = labels(List.of("app", "tier", "version"), List.of("web", "db", "v1", "v2"));
        if (dns) {
            labels.put("k8s-app", "kube-dns");
        }
        var pod = add("v1", "Pod", dns ? "kube-system" : pick(NAMESPACES), "pod-" + number, labels);
        var ports = new ArrayList<Object>();
        for (var name : PORT_NAMES) {
            if (random.nextInt(3) == 0) {
                boolean udp = name.equals("dns") && random.nextBoolean();
                ports.add(map(
                        "name", name, "containerPort", pick(List.of(80, 53, 8080)), "protocol", udp ? "UDP" : "TCP"));
            }
        }
        pod.put("spec", map("containers", list(map("name", "c", "image", "c", "ports", ports))));
        pod.put("status", map("podIPs", list(map("ip", "10.244.0." + (10 + number)), map("ip", "fd00::" + number))));
    }

    private void group(String name) {
        var group = add("cilium.io/v2", "CiliumCIDRGroup", "", name, labels(List.of("kind"), List.of("web", "db")));
        group.put("spec", map("externalCIDRs", some(1, 3, () -> pick(CIDRS))));
    }

    // --- policies ----------------------------------------------------------------------------------------------------

    private void policy(String name) {
        switch (random.nextInt(5)) {
            case 0 -> networkPolicy(name);
            case 1, 2 -> ciliumPolicy(add("cilium.io/v2", "CiliumClusterwideNetworkPolicy", "", name, Map.of()));
            default -> ciliumPolicy(add("cilium.io/v2", "CiliumNetworkPolicy", pick(NAMESPACES), name, Map.of()));
        }
    }

    private void ciliumPolicy(Map<String, Object> policy) {
        if (random.nextInt(4) == 0) {
            policy.put("specs", some(1, 2, this::spec));
        } else {
            policy.put("spec", spec());
        }
    }

    private Map<String, Object> spec() {
        var spec = map("endpointSelector", subject());
        var parts = new ArrayList<>(List.of("ingress", "egress", "ingressDeny", "egressDeny"));
        parts.removeIf(p -> random.nextInt(p.endsWith("Deny") ? 4 : 2) != 0);
        if (parts.isEmpty()) {
            parts.add("ingress");
        }
        parts.forEach(part -> spec.put(part, some(random.nextInt(8) == 0 ? 0 : 1, 3, () -> rule(part))));
        if (random.nextInt(4) == 0) {
            spec.put("enableDefaultDeny", map("ingress", random.nextBoolean(), "egress", random.nextBoolean()));
        }
        return spec;
    }

    private Map<String, Object> rule(String part) {
        var rule = map();
        var side = part.startsWith("ingress") ? "from" : "to";
        if (part.equals("egress") && random.nextInt(4) == 0) {
            rule.put("toFQDNs", some(1, 2, this::names));
        } else {
            peers(rule, side);
        }
        switch (random.nextInt(5)) {
            case 0, 1 -> {}
            case 2 -> rule.put("icmps", list(map("fields", some(1, 2, this::icmp))));
            default -> rule.put("toPorts", some(1, 2, () -> ports(part)));
        }
        return rule;
    }

    private Map<String, Object> names() {
        return random.nextBoolean()
                ? map("matchName", pick(List.of("api.example.org", "Example.NET.")))
                : map("matchPattern", pick(List.of("*", "*.example.org", "**.example.org")));
    }

    /** None, one or two; or more than a segment of a row holds. */
    private List<Object> endpoints() {
        return switch (random.nextInt(10)) {
            case 0 -> some(0, 2, this::peer);
            case 1, 2 -> some(12, 24, this::labelled);
            default -> some(1, 2, this::peer);
        };
    }

    private void peers(Map<String, Object> rule, String side) {
        switch (random.nextInt(6)) {
            case 0 -> {}
            case 1, 2 -> rule.put(side + "Endpoints", endpoints());
            case 3 -> rule.put(side + "CIDR", some(1, 2, () -> pick(CIDRS)));
            case 4 -> rule.put(side + "CIDRSet", some(1, 2, this::cidrSet));
            default -> rule.put(side + "Entities", some(1, 2, () -> pick(ENTITIES)));
        }
    }

    private Map<String, Object> ports(String part) {
        if (!part.endsWith("Deny") && random.nextInt(4) == 0) {
            return part.equals("egress") && random.nextBoolean()
                    ? map("ports", list(map("port", "53", "protocol", "ANY")), "rules", map("dns", dnsRules()))
                    : map("ports", list(map("port", "80", "protocol", "TCP")), "rules", map("http", httpRules()));
        }
        return map("ports", some(1, 3, this::port));
    }

    private List<Object> dnsRules() {
        return list(map("matchPattern", pick(List.of("*", "*.example.org"))));
    }

    private List<Object> httpRules() {
        return list(map("method", pick(List.of("GET", "POST"))));
    }

    private Map<String, Object> port() {
        var protocol = pick(List.of("TCP", "UDP", "SCTP", "ANY"));
        return switch (random.nextInt(5)) {
            case 0 -> map("port", pick(PORT_NAMES), "protocol", random.nextBoolean() ? "ANY" : "TCP");
            case 1 -> {
                int first = pick(List.of(53, 79, 80, 8080));
                yield map("port", "" + first, "endPort", first + random.nextInt(100), "protocol", protocol);
            }
            case 2 -> map("port", "0", "protocol", protocol);
            default -> map("port", pick(List.of("80", "53", "8080", "443")), "protocol", protocol);
        };
    }

    private Map<String, Object> icmp() {
        var family = random.nextBoolean() ? "IPv4" : "IPv6";
        return map("type", pick(List.<Object>of(0, 8, 128, "EchoRequest")), "family", family);
    }

    private Map<String, Object> cidrSet() {
        var set = map();
        int kind = random.nextInt(4);
        if (kind == 0) {
            set.put("cidrGroupRef", "group-" + (1 + random.nextInt(2)));
        } else if (kind == 1) {
            set.put("cidrGroupSelector", selector(List.of("kind"), List.of("web", "db")));
        } else {
            set.put(
                    "cidr",
                    pick(List.of(
                            "10.0.0.0/8",
                            "10.244.0.0/24",
                            "198.51.100.0/24",
                            "0.0.0.0/0",
                            "2001:db8::/32",
                            "fd00::/64")));
        }
        if (set.get("cidr") instanceof String cidr && random.nextBoolean()) {
            set.put("except", list(hole(cidr)));
        }
        return set;
    }

    private static String hole(String cidr) {
        return switch (cidr) {
            case "10.0.0.0/8" -> "10.9.0.0/16";
            case "10.244.0.0/24" -> "10.244.0.12/30";
            case "2001:db8::/32" -> "2001:db8:1::/48";
            case "fd00::/64" -> "fd00::2/127";
            default -> "198.51.100.128/25";
        };
    }

    private Map<String, Object> subject() {
        return random.nextInt(3) == 0
                ? map()
                : selector(List.of("app", "tier", "k8s:version", "any:app"), List.of("web", "db", "v1"));
    }

    private Map<String, Object> peer() {
        return switch (random.nextInt(6)) {
            case 0 -> map();
            case 1 -> map("matchLabels", map("k8s:io.kubernetes.pod.namespace", pick(NAMESPACES)));
            case 2 -> map("matchLabels", map("k8s:io.cilium.k8s.namespace.labels.env", pick(List.of("prod", "dev"))));
            case 3 ->
                random.nextInt(3) == 0
                        ? map("matchLabels", map("reserved:" + pick(List.of("host", "health", "kube-apiserver")), ""))
                        : subject();
            default -> labelled();
        };
    }

    private Map<String, Object> labelled() {
        return selector(
                List.of("app", "any:tier", "k8s:version", "io.kubernetes.pod.namespace"),
                List.of("web", "db", "v1", "v2", "pay"));
    }

    private Map<String, Object> selector(List<String> keys, List<String> values) {
        if (random.nextBoolean()) {
            return map("matchLabels", map(pick(keys), pick(values)));
        }
        var operator = pick(List.of("In", "NotIn", "Exists", "DoesNotExist"));
        var expression = map("key", pick(keys), "operator", operator);
        if (operator.endsWith("In")) {
            expression.put("values", some(1, 2, () -> pick(values)));
        }
        return map("matchExpressions", list(expression));
    }

    private void networkPolicy(String name) {
        var policy = add("networking.k8s.io/v1", "NetworkPolicy", pick(NAMESPACES), name, Map.of());
        var spec = map("podSelector", random.nextBoolean() ? map() : map("matchLabels", map("app", "web")));
        var types = some(1, 2, () -> pick(List.of("Ingress", "Egress"))).stream()
                .distinct()
                .toList();
        spec.put("policyTypes", new ArrayList<>(types));
        if (types.contains("Ingress")) {
            spec.put("ingress", some(0, 2, () -> networkRule("from")));
        }
        if (types.contains("Egress")) {
            spec.put("egress", some(0, 2, () -> networkRule("to")));
        }
        policy.put("spec", spec);
    }

    private Map<String, Object> networkRule(String side) {
        var rule = map();
        if (random.nextInt(3) != 0) {
            rule.put(side, some(1, 2, this::networkPeer));
        }
        if (random.nextInt(3) != 0) {
            var protocol = pick(List.of("TCP", "UDP"));
            rule.put("ports", list(map("port", pick(List.<Object>of(80, 53, "http")), "protocol", protocol)));
        }
        return rule;
    }

    private Map<String, Object> networkPeer() {
        var pods = map("podSelector", map("matchLabels", map("app", pick(List.of("web", "db")))));
        return switch (random.nextInt(3)) {
            case 0 -> map("ipBlock", map("cidr", "198.51.100.0/24", "except", list("198.51.100.128/25")));
            case 1 -> {
                pods.put("namespaceSelector", map("matchLabels", map("env", "prod")));
                yield pods;
            }
            default -> pods;
        };
    }

    // --- trees -------------------------------------------------------------------------------------------------------

    private Map<String, Object> add(
            String version, String kind, String namespace, String name, Map<String, Object> labels) {
        var meta = map("name", name, "labels", new LinkedHashMap<>(labels));
        if (!namespace.isEmpty()) {
            meta.put("namespace", namespace);
        }
        var object = map("apiVersion", version, "kind", kind, "metadata", meta);
        objects.add(object);
        return object;
    }

    private Map<String, Object> labels(List<String> keys, List<String> values) {
        var labels = map();
        keys.stream().filter(k -> random.nextInt(3) != 0).forEach(k -> labels.put(k, pick(values)));
        return labels;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private List<Object> some(int least, int most, Supplier<Object> make) {
        var made = new ArrayList<Object>();
        for (int i = least + random.nextInt(most - least + 1); i > 0; i--) {
            made.add(make.get());
        }
        return made;
    }

    private static List<Object> list(Object... items) {
        return new ArrayList<>(List.of(items));
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
