// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.model.ClusterNode;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Label;
import io.axoneme.model.Labels;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Gathers nodes from their objects: a Node and a CiliumNode of one name are one node, with the labels and addresses of both. */
final class NodeTranslator {

    private static final List<String> TYPES = List.of("InternalIP", "ExternalIP");

    private final SortedMap<String, Map<String, String>> labels = new TreeMap<>();
    private final Map<String, SortedSet<IpAddress>> addresses = new HashMap<>();

    /**
     * Takes a node's object.
     *
     * @param list the entries with a type and an address
     * @param address the field of an entry that holds the address
     */
    void add(Field node, Field list, String address) {
        var meta = ObjectMeta.of(node);
        labels.computeIfAbsent(meta.name(), n -> new TreeMap<>()).putAll(meta.labels());
        var ofNode = addresses.computeIfAbsent(meta.name(), n -> new TreeSet<>());
        list.items().stream()
                .filter(a -> TYPES.contains(String.valueOf(a.at("type").text())))
                .forEach(a -> ofNode.addAll(Fields.addresses(List.of(a.at(address)))));
    }

    /** Of all nodes. */
    Set<IpAddress> addresses() {
        var all = new HashSet<IpAddress>();
        addresses.values().forEach(all::addAll);
        return all;
    }

    /** By name. */
    List<ClusterNode> nodes() {
        return labels.entrySet().stream()
                .map(e -> new ClusterNode(
                        e.getKey(),
                        Labels.of(e.getValue().entrySet().stream()
                                .map(l -> new Label(Label.NODE, l.getKey(), l.getValue()))
                                .toList()),
                        List.copyOf(addresses.getOrDefault(e.getKey(), new TreeSet<>()))))
                .toList();
    }
}
