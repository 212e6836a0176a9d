// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph.bench;

import io.axoneme.graph.Delta.PrefixEntry;
import io.axoneme.graph.GraphConfig;
import io.axoneme.graph.NodeGraph;
import io.axoneme.graph.Seed;
import io.axoneme.model.Cidr;
import io.axoneme.model.EnforcementMode;
import io.axoneme.model.Identity;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Label;
import io.axoneme.model.LabelFilter;
import io.axoneme.model.LabelKeys;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.Labels;
import io.axoneme.model.NamedPorts;
import io.axoneme.model.PodLabels;
import io.axoneme.model.Policy;
import io.axoneme.model.Requirement;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A cluster by seed: namespaces that each hold the same number of services in several versions, which are its identities, and policies spread evenly
 * over the namespaces. The node has endpoints drawn from all identities, or from the first namespaces alone.
 */
public final class BenchWorld {

    /** How big it is. */
    public enum Size {
        /** What the goals for time speak of. */
        BIG(25, 40, 5, 1_000, 100, 25),
        /** 127 services (the rest of the last namespace stays empty), 200 policies. */
        REAL_LIFE(16, 8, 2, 200, 60, 16),
        /** What the goals for memory speak of: only policies of namespaces with endpoints here select something here. */
        HUGE(200, 50, 5, 10_000, 100, 13);

        final int namespaces;
        final int services;
        final int versions;
        final int policies;
        final int endpoints;
        final int namespacesHere;

        Size(int namespaces, int services, int versions, int policies, int endpoints, int namespacesHere) {
            this.namespaces = namespaces;
            this.services = services;
            this.versions = versions;
            this.policies = policies;
            this.endpoints = endpoints;
            this.namespacesHere = namespacesHere;
        }
    }

    private static final int FIRST_IDENTITY = 1_000;
    private static final int FIRST_POD_ADDRESS = 0x0a40_0000; // 10.64.0.0
    private static final List<String> TIERS = List.of("front", "api", "back", "data", "batch");

    private final Size size;
    private final Random random = new Random(20_261_126);
    private final List<Integer> endpoints = new ArrayList<>();

    BenchWorld(Size size) {
        this.size = size;
        for (int i = 0; i < size.endpoints; i++) {
            endpoints.add(number(random.nextInt(size.namespacesHere), random.nextInt(size.services), 0)
                    + random.nextInt(size.versions));
        }
    }

    static NodeGraph graph() {
        var options = World.Options.DEFAULT;
        return new NodeGraph(
                new GraphConfig(options.cluster(), EnforcementMode.DEFAULT, options.dnsPods(), false), Seed.empty());
    }

    Size size() {
        return size;
    }

    List<Integer> endpoints() {
        return endpoints;
    }

    /** All identities but the reserved ones, each of labels that share no text with those of another, as they come from an API server. */
    List<Identity> identities() {
        var identities = new ArrayList<Identity>();
        for (int namespace = 0; namespace < size.namespaces; namespace++) {
            for (int service = 0; service < size.services; service++) {
                for (int version = 0; version < size.versions; version++) {
                    identities.add(
                            new Identity(number(namespace, service, version), labels(namespace, service, version)));
                }
            }
        }
        return identities;
    }

    List<Policy> policies() {
        var policies = new ArrayList<Policy>();
        for (int i = 0; i < size.policies; i++) {
            policies.add(new BenchPolicies(size, new Random(i)).random(i % size.namespaces, "p" + i));
        }
        return policies;
    }

    /** Everything, not flushed. */
    void feed(NodeGraph graph, List<Identity> identities, List<Policy> policies) {
        for (var reserved : ReservedIdentity.values()) {
            graph.putIdentity(reserved.identity());
        }
        identities.forEach(graph::putIdentity);
        identities.forEach(i -> graph.putPrefix(addressOf(i.number()), new PrefixEntry(i.number(), false)));
        policies.forEach(graph::putPolicy);
        for (int i = 0; i < endpoints.size(); i++) {
            graph.putEndpoint(i + 1, endpoints.get(i));
        }
    }

    /** An identity that no pod has yet, another for each version. */
    Identity another(int version) {
        int number = FIRST_IDENTITY + size.namespaces * size.services * size.versions + version;
        return new Identity(number, labels(0, 1, size.versions + version));
    }

    static Cidr addressOf(int identity) {
        return Cidr.host(IpAddress.v4(FIRST_POD_ADDRESS + identity));
    }

    /** Picks exactly the first endpoint's identity. */
    LabelSelector firstEndpoint() {
        int index = endpoints.getFirst() - FIRST_IDENTITY;
        int service = index / size.versions % size.services;
        int namespace = index / size.versions / size.services;
        return LabelSelector.of(
                Requirement.equalTo(Label.K8S, LabelKeys.NAMESPACE, "ns-" + namespace),
                Requirement.equalTo(Requirement.ANY_SOURCE, "app", "app-" + service),
                Requirement.equalTo(Requirement.ANY_SOURCE, "version", "v" + index % size.versions));
    }

    private int number(int namespace, int service, int version) {
        return FIRST_IDENTITY + (namespace * size.services + service) * size.versions + version;
    }

    private static Labels labels(int namespace, int service, int version) {
        var own = Map.of(
                "app",
                "app-" + service,
                "tier",
                TIERS.get(service % TIERS.size()),
                "version",
                "v" + version,
                "app.kubernetes.io/part-of",
                "suite-" + service % 7);
        var ofNamespace = Map.of(
                "team",
                "team-" + namespace % 10,
                "env",
                namespace % 3 == 0 ? "prod" : "dev",
                "kubernetes.io/metadata.name",
                "ns-" + namespace);
        var labels = new PodLabels("ns-" + namespace, own, ofNamespace, "default", "default", NamedPorts.none())
                .identityLabels(LabelFilter.DEFAULT);
        return Labels.parse(labels.stream().map(Label::toString).toArray(String[]::new));
    }
}
