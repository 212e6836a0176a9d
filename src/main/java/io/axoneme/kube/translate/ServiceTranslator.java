// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.model.IpAddress;
import io.axoneme.model.Label;
import io.axoneme.model.LabelKeys;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.Labels;
import io.axoneme.model.Requirement;
import io.axoneme.model.Service;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads of Services, EndpointSlices and Endpoints who is behind a service. */
public final class ServiceTranslator {

    /** On a slice: the service it belongs to. */
    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    private ServiceTranslator() {}

    /** A service without its slices. Trees that the API server does not store are read as far as they go. */
    public static Service service(Map<String, ?> tree, String cluster) {
        return service(Field.root(tree, new ArrayList<>()), cluster);
    }

    /** The addresses in an EndpointSlice that take traffic: ready, or serving until they have ended. */
    public static List<IpAddress> backends(Map<String, ?> slice) {
        return backends(Field.root(slice, new ArrayList<>()));
    }

    static Service service(Field object, String cluster) {
        var meta = ObjectMeta.of(object);
        var labels = meta.labels().entrySet().stream()
                .map(e -> Label.k8s(e.getKey(), e.getValue()))
                .toList();
        var selector = ObjectMeta.texts(object.at("spec").at("selector"));
        return new Service(
                meta.namespace(), meta.name(), Labels.of(labels), pods(selector, meta.namespace(), cluster), List.of());
    }

    /** The service with what its slices name. */
    public static Service with(Service service, Collection<IpAddress> backends) {
        return new Service(
                service.namespace(), service.name(), service.labels(), service.pods(), List.copyOf(backends));
    }

    /** {@code namespace/name} of the service that an EndpointSlice belongs to; {@code namespace/} when it belongs to none. */
    static String owner(Field slice) {
        var meta = ObjectMeta.of(slice);
        return meta.namespace() + "/" + meta.labels().getOrDefault(SERVICE_NAME, "");
    }

    static List<IpAddress> backends(Field slice) {
        if ("FQDN".equals(slice.at("addressType").text())) {
            return List.of();
        }
        return slice.at("endpoints").items().stream()
                .filter(e -> takesTraffic(e.at("conditions")))
                .flatMap(e -> Fields.addresses(e.at("addresses").items()).stream())
                .toList();
    }

    /** The ready addresses of an Endpoints object, which has its service's name. */
    static List<IpAddress> readyAddresses(Field endpoints) {
        return endpoints.at("subsets").items().stream()
                .flatMap(s -> s.at("addresses").items().stream())
                .flatMap(a -> Fields.addresses(List.of(a.at("ip"))).stream())
                .toList();
    }

    /** Unknown counts as ready (Kubernetes API, EndpointConditions). */
    private static boolean takesTraffic(Field conditions) {
        boolean ready = Objects.requireNonNullElse(conditions.at("ready").bool(), true);
        boolean serving = Objects.requireNonNullElse(conditions.at("serving").bool(), ready);
        return ready || serving;
    }

    private static @Nullable LabelSelector pods(Map<String, String> selector, String namespace, String cluster) {
        if (selector.isEmpty()) {
            return null;
        }
        var requirements = new ArrayList<Requirement>();
        selector.forEach((key, value) -> requirements.add(Requirement.equalTo(Label.K8S, key, value)));
        requirements.add(Requirement.equalTo(Label.K8S, LabelKeys.NAMESPACE, namespace));
        requirements.add(Requirement.equalTo(Label.K8S, LabelKeys.CLUSTER, cluster));
        return new LabelSelector(requirements);
    }
}
