// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.model.CidrGroup;
import io.axoneme.model.Identity;
import io.axoneme.model.IpAddress;
import io.axoneme.model.LabelFilter;
import io.axoneme.model.Labels;
import io.axoneme.model.PodLabels;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.PolicyRef;
import io.axoneme.model.Problem;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.Service;
import io.axoneme.model.Workload;
import io.axoneme.model.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Builds the world that a set of objects describes, as the API server would hold them: its defaults are applied, a namespace
 * that pods name exists. Objects of kinds that change no verdict are passed over.
 */
public final class WorldTranslator {

    /** Kinds that change verdicts and are not enforced by this version. */
    private static final Set<String> UNBUILT_KINDS = Set.of(
            "ClusterNetworkPolicy",
            "AdminNetworkPolicy",
            "BaselineAdminNetworkPolicy",
            "CiliumLocalRedirectPolicy",
            "CiliumEgressGatewayPolicy");

    /** The service whose backends are the API servers. */
    private static final String API_SERVER = "default/kubernetes";

    private final World.Options options;
    private final LabelFilter filter;
    private final InvalidPolicy invalidPolicy;
    private final PolicyTranslator policies;

    /** Judges of the policies what the features name, beyond peers and ports. */
    public WorldTranslator(World.Options options, LabelFilter filter, Set<Feature> features) {
        this(options, filter, features, InvalidPolicy.IGNORE);
    }

    /** The same with another way to take policies that are not valid. */
    public WorldTranslator(
            World.Options options, LabelFilter filter, Set<Feature> features, InvalidPolicy invalidPolicy) {
        this.options = options;
        this.filter = filter;
        this.invalidPolicy = invalidPolicy;
        this.policies = new PolicyTranslator(new TranslatorConfig(options.cluster(), features));
    }

    /**
     * What a set of objects comes to.
     *
     * @param world without the rejected policies, or with what stands in for them
     * @param rejected policies with faults
     * @param hostPods {@code namespace/name} of pods on the host's network: they are no endpoints
     * @param unbuilt {@code kind name} of objects whose effect is not built
     * @param faults of other objects, each with the object in front; with any, the world is not to be trusted
     */
    public record Reading(
            World world, List<Rejected> rejected, Set<String> hostPods, List<String> unbuilt, List<String> faults) {}

    /**
     * A policy with faults.
     *
     * @param name {@code namespace/name}, or {@code name}
     */
    public record Rejected(PolicyKind kind, String name, Translation.Invalid<Policy> why) {}

    /** The world without any name that DNS has given. */
    public Reading read(List<? extends Map<String, ?>> objects) {
        return read(objects, Map.of());
    }

    /** @param names what DNS has given outside addresses for */
    public Reading read(List<? extends Map<String, ?>> objects, Map<IpAddress, Set<String>> names) {
        var gathering = new Gathering(names);
        for (var object : objects) {
            gathering.namespace(object);
        }
        for (var object : objects) {
            gathering.object(object);
        }
        return gathering.reading();
    }

    private record NamespaceInfo(Map<String, String> labels, boolean audit) {}

    private final class Gathering {
        private final Map<IpAddress, Set<String>> names;
        private final Map<String, NamespaceInfo> namespaces = new HashMap<>();
        private final Map<String, PodTranslator.Pod> pods = new TreeMap<>();
        private final Map<PolicyRef, Policy> valid = new TreeMap<>();
        private final Map<String, CidrGroup> groups = new TreeMap<>();
        private final Map<String, Service> services = new TreeMap<>();
        private final Map<String, SortedSet<IpAddress>> backends = new HashMap<>();
        private final AddressTranslator addresses = new AddressTranslator(options.dnsPods());
        private final List<Rejected> rejected = new ArrayList<>();
        private final List<String> unbuilt = new ArrayList<>();
        private final List<String> faults = new ArrayList<>();

        Gathering(Map<IpAddress, Set<String>> names) {
            this.names = names;
        }

        void namespace(Map<String, ?> object) {
            if ("Namespace".equals(object.get("kind"))) {
                var meta = read(object, ObjectMeta::of);
                namespaces.put(meta.name(), new NamespaceInfo(named(meta.name(), meta.labels()), meta.audit()));
            }
        }

        /** The API server labels each namespace with its name. */
        private static Map<String, String> named(String name, Map<String, String> labels) {
            var all = new HashMap<>(labels);
            all.put("kubernetes.io/metadata.name", name);
            return all;
        }

        private NamespaceInfo info(String namespace) {
            return namespaces.getOrDefault(namespace, new NamespaceInfo(named(namespace, Map.of()), false));
        }

        /** Reads of an object; its faults are kept with its kind and name in front. */
        private <T> T read(Map<String, ?> object, Function<Field, T> reader) {
            var problems = new ArrayList<Problem>();
            var value = reader.apply(Field.root(object, problems));
            keep(object, problems);
            return value;
        }

        private void keep(Map<String, ?> object, List<Problem> problems) {
            problems.stream().distinct().forEach(p -> faults.add(title(object) + ": " + p));
        }

        void object(Map<String, ?> object) {
            var kind = String.valueOf(object.get("kind"));
            switch (kind) {
                case "Pod" -> pod(object);
                case "CiliumCIDRGroup" -> group(object);
                case "Node" -> address(object, addresses::node);
                case "CiliumNode" -> address(object, addresses::ciliumNode);
                case "Service" -> {
                    address(object, addresses::service);
                    service(object);
                }
                case "Endpoints" -> address(object, this::endpoints);
                case "EndpointSlice" -> address(object, this::endpointSlice);
                default -> PolicyKind.parse(kind).ifPresentOrElse(k -> policy(k, object), () -> other(kind, object));
            }
        }

        private void service(Map<String, ?> object) {
            var service = read(object, field -> ServiceTranslator.service(field, options.cluster()));
            if (services.put(service.toString(), service) != null) {
                faults.add(title(object) + " stands there twice");
            }
        }

        private void endpoints(Field endpoints) {
            var meta = ObjectMeta.of(endpoints);
            behind(meta.namespace() + "/" + meta.name(), ServiceTranslator.readyAddresses(endpoints));
        }

        private void endpointSlice(Field slice) {
            behind(ServiceTranslator.owner(slice), ServiceTranslator.backends(slice));
        }

        private void behind(String service, List<IpAddress> addresses) {
            backends.computeIfAbsent(service, s -> new TreeSet<>()).addAll(addresses);
        }

        private void address(Map<String, ?> object, Consumer<Field> reader) {
            var problems = new ArrayList<Problem>();
            reader.accept(Field.root(object, problems));
            keep(object, problems);
        }

        private void other(String kind, Map<String, ?> object) {
            if (UNBUILT_KINDS.contains(kind)) {
                unbuilt.add(title(object));
            }
            if (!(object.get("kind") instanceof String)) {
                faults.add("an object without a kind");
            }
        }

        private void pod(Map<String, ?> object) {
            var pod = read(object, PodTranslator::pod);
            if (pods.put(pod.meta().namespace() + "/" + pod.meta().name(), pod) != null) {
                faults.add(title(object) + " stands there twice");
            }
        }

        private void group(Map<String, ?> object) {
            switch (CidrGroupTranslator.translate(object)) {
                case Translation.Valid<CidrGroup>(var group) -> {
                    if (groups.put(group.name(), group) != null) {
                        faults.add(title(object) + " stands there twice");
                    }
                }
                case Translation.Invalid<CidrGroup>(var problems, var subjects) -> keep(object, problems);
            }
        }

        private void policy(PolicyKind kind, Map<String, ?> object) {
            switch (policies.translate(kind, object)) {
                case Translation.Valid<Policy>(var policy) -> valid(kind, policy, object);
                case Translation.Invalid<Policy> invalid -> reject(kind, object, invalid);
            }
        }

        private void valid(PolicyKind kind, Policy policy, Map<String, ?> object) {
            boolean audit = kind.namespaced() && info(policy.ref().namespace()).audit();
            if (valid.put(policy.ref(), policy.auditedIf(audit)) != null) {
                faults.add(title(object) + " stands there twice");
            }
        }

        private void reject(PolicyKind kind, Map<String, ?> object, Translation.Invalid<Policy> why) {
            rejected.add(new Rejected(kind, name(object, kind.namespaced()), why));
            invalidPolicy.standIn(kind, object, why).ifPresent(p -> valid(kind, p, object));
        }

        Reading reading() {
            var hostPods = new TreeSet<String>();
            var byLabels = new TreeMap<String, List<PodTranslator.Pod>>();
            pods.forEach((name, pod) -> {
                if (pod.hostNetwork()) {
                    hostPods.add(name);
                } else {
                    byLabels.computeIfAbsent(labels(pod).toString(), k -> new ArrayList<>())
                            .add(pod);
                }
            });
            var workloads = new ArrayList<Workload>();
            int number = ReservedIdentity.FIRST_ALLOCATABLE;
            for (var equal : byLabels.values()) {
                var identity = new Identity(number++, labels(equal.getFirst()));
                equal.forEach(p -> workloads.add(
                        new Workload(p.meta().namespace(), p.meta().name(), identity, p.addresses())));
            }
            workloads.sort(Comparator.comparing(Workload::toString));
            var world = new World(
                    options,
                    workloads,
                    List.copyOf(groups.values()),
                    services.values().stream()
                            .map(s -> ServiceTranslator.with(s, backendsOf(s.toString())))
                            .toList(),
                    List.copyOf(valid.values()),
                    addresses.addresses(backendsOf(API_SERVER), names),
                    addresses.nodes());
            return new Reading(world, rejected, hostPods, unbuilt, faults);
        }

        private Set<IpAddress> backendsOf(String service) {
            return backends.getOrDefault(service, new TreeSet<>());
        }

        private Labels labels(PodTranslator.Pod pod) {
            var namespace = pod.meta().namespace();
            return new PodLabels(
                            namespace,
                            pod.meta().labels(),
                            info(namespace).labels(),
                            pod.serviceAccount(),
                            options.cluster(),
                            pod.ports())
                    .identityLabels(filter);
        }
    }

    private static String title(Map<String, ?> object) {
        return object.get("kind") + " " + name(object, true);
    }

    /** The name of an object that may lack one, for messages. */
    private static String name(Map<String, ?> object, boolean namespaced) {
        if (!(object.get("metadata") instanceof Map<?, ?> meta) || !(meta.get("name") instanceof String name)) {
            return "without a name";
        }
        var namespace = meta.get("namespace");
        return namespaced && namespace != null ? namespace + "/" + name : name;
    }
}
