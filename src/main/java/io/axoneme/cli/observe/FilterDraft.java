// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import io.axoneme.flow.filter.FilterException;
import io.axoneme.hubble.proto.flow.FlowFilter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The filters that flags of one list add up to. A flag without a side, as {@code --pod}, means either side, so there are two filters of
 * which one must match; flags about other things go into both. Namespaces are held back until the names are known that they qualify.
 */
final class FilterDraft {

    private final FlowFilter.Builder left = FlowFilter.newBuilder();
    private final FlowFilter.Builder right = FlowFilter.newBuilder();
    private final List<String> namespaces = new ArrayList<>();
    private final List<String> sourceNamespaces = new ArrayList<>();
    private final List<String> destinationNamespaces = new ArrayList<>();
    private final Set<String> used = new LinkedHashSet<>();

    /** Notes a flag and refuses it when it does not go together with an earlier one. */
    void use(String flag) {
        used.add(flag);
        FilterConflicts.check(used);
    }

    void both(Consumer<FlowFilter.Builder> change) {
        change.accept(left);
        change.accept(right);
    }

    void either(Consumer<FlowFilter.Builder> source, Consumer<FlowFilter.Builder> destination) {
        source.accept(left);
        destination.accept(right);
    }

    void addNamespace(String namespace) {
        namespaces.add(namespace);
    }

    void addSourceNamespace(String namespace) {
        sourceNamespaces.add(namespace);
    }

    void addDestinationNamespace(String namespace) {
        destinationNamespaces.add(namespace);
    }

    /** Refuses names that lie in another namespace than the one asked for: nothing could match. */
    void checkNamespaces() {
        Stream.of(left, right).forEach(this::checkNamespaces);
    }

    private void checkNamespaces(FlowFilter.Builder filter) {
        var sources = Stream.concat(filter.getSourcePodList().stream(), filter.getSourceServiceList().stream())
                .toList();
        var destinations = Stream.concat(
                        filter.getDestinationPodList().stream(), filter.getDestinationServiceList().stream())
                .toList();
        checkWithin(namespaces, sources);
        checkWithin(namespaces, destinations);
        checkWithin(sourceNamespaces, sources);
        checkWithin(destinationNamespaces, destinations);
        checkSameNamespace(filter.getSourcePodList(), filter.getSourceServiceList());
        checkSameNamespace(filter.getDestinationPodList(), filter.getDestinationServiceList());
    }

    private static void checkWithin(List<String> namespaces, List<String> names) {
        for (var namespace : namespaces) {
            for (var name : names) {
                var other = namespaceOf(name);
                if (!other.isEmpty() && !other.equals(namespace)) {
                    throw new FilterException(
                            "namespace conflict: \"" + namespace + "\" does not contain \"" + name + "\"");
                }
            }
        }
    }

    private static void checkSameNamespace(List<String> pods, List<String> services) {
        for (var pod : pods) {
            var namespace = namespaceOf(pod);
            for (var service : services) {
                if (!namespace.isEmpty() && !namespace.equals(namespaceOf(service))) {
                    throw new FilterException(
                            "namespace of service \"" + service + "\" conflict with pod \"" + namespace + "\"");
                }
            }
        }
    }

    private static String namespaceOf(String name) {
        int slash = name.indexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    /** The filters of which one must match. */
    List<FlowFilter> filters() {
        var first = left.clone();
        var second = right.clone();
        for (var filter : List.of(first, second)) {
            qualifySources(filter, sourceNamespaces);
            qualifyDestinations(filter, destinationNamespaces);
        }
        qualifySources(first, namespaces);
        qualifyDestinations(second, namespaces);
        var one = first.build();
        var other = second.build();
        return one.equals(other) ? List.of(one) : List.of(one, other);
    }

    private static void qualifySources(FlowFilter.Builder filter, List<String> namespaces) {
        if (namespaces.isEmpty()) {
            return;
        }
        boolean named = filter.getSourcePodCount() > 0 || filter.getSourceServiceCount() > 0;
        var pods = qualified(named ? filter.getSourcePodList() : List.of(""), namespaces);
        var services = qualified(filter.getSourceServiceList(), namespaces);
        filter.clearSourcePod().addAllSourcePod(pods).clearSourceService().addAllSourceService(services);
    }

    private static void qualifyDestinations(FlowFilter.Builder filter, List<String> namespaces) {
        if (namespaces.isEmpty()) {
            return;
        }
        boolean named = filter.getDestinationPodCount() > 0 || filter.getDestinationServiceCount() > 0;
        var pods = qualified(named ? filter.getDestinationPodList() : List.of(""), namespaces);
        var services = qualified(filter.getDestinationServiceList(), namespaces);
        filter.clearDestinationPod()
                .addAllDestinationPod(pods)
                .clearDestinationService()
                .addAllDestinationService(services);
    }

    private static List<String> qualified(List<String> names, List<String> namespaces) {
        return names.stream()
                .flatMap(name -> name.contains("/")
                        ? Stream.of(name)
                        : namespaces.stream().map(namespace -> namespace + "/" + name))
                .toList();
    }
}
