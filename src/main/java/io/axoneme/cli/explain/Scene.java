// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.explain;

import io.axoneme.kube.translate.Feature;
import io.axoneme.kube.translate.InvalidPolicy;
import io.axoneme.kube.translate.PolicyTranslator;
import io.axoneme.kube.translate.Translation;
import io.axoneme.kube.translate.TranslatorConfig;
import io.axoneme.kube.translate.WorldTranslator;
import io.axoneme.model.Direction;
import io.axoneme.model.IpAddress;
import io.axoneme.model.LabelFilter;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.PolicyRef;
import io.axoneme.model.Workload;
import io.axoneme.model.World;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A world, and from where each of its policies came. */
public final class Scene {

    private final WorldTranslator.Reading reading;
    private final Map<String, SourceObject> sources = new HashMap<>();
    private final PolicyTranslator translator;

    private Scene(WorldTranslator.Reading reading, List<SourceObject> objects, Set<Feature> features) {
        this.reading = reading;
        this.translator = new PolicyTranslator(
                new TranslatorConfig(reading.world().options().cluster(), features));
        for (var object : objects) {
            var kind = PolicyKind.parse(String.valueOf(object.tree().get("kind")));
            kind.ifPresent(k -> sources.put(key(k, object.tree()), object));
        }
    }

    /**
     * What the objects come to, with every feature judged.
     *
     * @param names what DNS has given outside addresses for
     */
    public static Scene of(List<SourceObject> objects, Map<IpAddress, Set<String>> names, World.Options options) {
        var features = Set.of(Feature.values());
        return new Scene(
                read(objects, names, new WorldTranslator(options, LabelFilter.DEFAULT, features)), objects, features);
    }

    /** What a cluster's objects come to: what its nodes do not enforce is refused here, too. */
    public static Scene live(
            List<SourceObject> objects,
            Map<IpAddress, Set<String>> names,
            World.Options options,
            LabelFilter labels,
            InvalidPolicy invalidPolicy) {
        var features = TranslatorConfig.enforcing(options.cluster()).features();
        return new Scene(
                read(objects, names, new WorldTranslator(options, labels, features, invalidPolicy)), objects, features);
    }

    private static WorldTranslator.Reading read(
            List<SourceObject> objects, Map<IpAddress, Set<String>> names, WorldTranslator worlds) {
        return worlds.read(objects.stream().map(SourceObject::tree).toList(), names);
    }

    public WorldTranslator.Reading reading() {
        return reading;
    }

    World world() {
        return reading.world();
    }

    /** Whether rules for what one of these endpoints sends name addresses. */
    boolean hasCidrs(List<Workload> senders) {
        return world().policies().stream()
                .flatMap(p -> p.specs().stream())
                .filter(s -> senders.stream().anyMatch(e -> s.subject().matches(e.labels())))
                .flatMap(s -> s.rules().stream())
                .filter(r -> r.direction() == Direction.EGRESS)
                .flatMap(r -> r.peers().stream())
                .anyMatch(Scene::isOfCidrs);
    }

    private static boolean isOfCidrs(PeerSelector peer) {
        return switch (peer) {
            case PeerSelector.InCidr cidr -> true;
            case PeerSelector.InCidrGroup group -> true;
            case PeerSelector.InCidrGroups groups -> true;
            case PeerSelector.OfServices services -> true;
            case PeerSelector.Everyone everyone -> false;
            case PeerSelector.OfNames names -> false;
            case PeerSelector.Labelled labelled -> false;
            case PeerSelector.OfEntity entity -> false;
        };
    }

    /** A name that DNS has given this address for, if any. */
    Optional<String> name(IpAddress address) {
        return world().addresses().names().getOrDefault(address, Set.of()).stream()
                .min(Comparator.naturalOrder());
    }

    /** The object of a policy of this world. */
    SourceObject source(PolicyRef policy) {
        var source = sources.get(key(policy.kind(), policy.toString()));
        if (source == null) {
            throw new IllegalStateException("no object of " + policy.qualified());
        }
        return source;
    }

    /** Where a rejected policy stands. */
    Optional<SourceObject> source(WorldTranslator.Rejected rejected) {
        return Optional.ofNullable(sources.get(key(rejected.kind(), rejected.name())));
    }

    /** The policy that an edited object comes to; empty when it is not valid. */
    Optional<Policy> translate(PolicyKind kind, Map<String, Object> tree) {
        return translator.translate(kind, tree) instanceof Translation.Valid<Policy>(var policy)
                ? Optional.of(policy)
                : Optional.empty();
    }

    /** Policies that are not judged and may concern one of these endpoints. */
    List<WorldTranslator.Rejected> rejected(List<Workload> endpoints) {
        return reading.rejected().stream()
                .filter(r -> r.why().subjects().isEmpty()
                        || r.why().subjects().stream()
                                .anyMatch(s -> endpoints.stream().anyMatch(e -> s.matches(e.labels()))))
                .toList();
    }

    private static String key(PolicyKind kind, Map<String, Object> tree) {
        var metadata = tree.get("metadata") instanceof Map<?, ?> map ? map : Map.of();
        var name = String.valueOf(metadata.get("name"));
        var namespace = metadata.get("namespace") instanceof String text ? text : "default";
        return key(kind, kind.namespaced() ? namespace + "/" + name : name);
    }

    private static String key(PolicyKind kind, String name) {
        return kind.text() + ":" + name;
    }
}
