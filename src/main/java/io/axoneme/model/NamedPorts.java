// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The named container ports of a workload. Pods that differ in them never share an identity: they are part of its
 * labels as {@code gen:io.cilium.k8s.named-ports=name.PROTO.port_…}, sorted; a value holds at most 63 characters, what is past
 * that goes on in {@code …named-ports-1}, {@code …named-ports-2} and so on.
 *
 * @param ports sorted, without doubles
 */
public record NamedPorts(List<Entry> ports) {

    private static final NamedPorts NONE = new NamedPorts(List.of());
    private static final int MAX_VALUE_LENGTH = 63;

    /** One name. A pod may give a name more than once, in different containers. */
    public record Entry(String name, Port port) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return text().compareTo(other.text());
        }

        String text() {
            return name + "." + port.protocol().text() + "." + port.number();
        }
    }

    public NamedPorts {
        ports = ports.stream().distinct().sorted().toList();
    }

    public static NamedPorts none() {
        return NONE;
    }

    public boolean contains(String name, Port port) {
        return ports.contains(new Entry(name, port));
    }

    /** The labels that carry these ports; none without ports. */
    public List<Label> labels() {
        var values = new ArrayList<String>();
        for (var entry : ports) {
            var last = values.isEmpty() ? "" : values.getLast() + "_" + entry.text();
            if (values.isEmpty() || last.length() > MAX_VALUE_LENGTH) {
                values.add(entry.text());
            } else {
                values.set(values.size() - 1, last);
            }
        }
        var labels = new ArrayList<Label>();
        for (int i = 0; i < values.size(); i++) {
            labels.add(new Label(Label.GENERATED, key(i), values.get(i)));
        }
        return List.copyOf(labels);
    }

    /** Reads the ports back from an identity's labels. Text that is not in the form above is passed over: it names no port. */
    public static NamedPorts of(Labels labels) {
        var entries = new ArrayList<Entry>();
        for (int i = 0; ; i++) {
            var value = labels.value(Label.GENERATED, key(i));
            if (value == null) {
                return entries.isEmpty() ? NONE : new NamedPorts(entries);
            }
            for (var text : value.split("_", -1)) {
                read(text).ifPresent(entries::add);
            }
        }
    }

    private static Optional<Entry> read(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 3 || !parts[2].matches("[0-9]{1,5}") || Integer.parseInt(parts[2]) > 65535) {
            return Optional.empty();
        }
        return Protocol.parse(parts[1])
                .filter(Protocol::hasPorts)
                .map(protocol -> new Entry(parts[0], new Port(protocol, Integer.parseInt(parts[2]))));
    }

    private static String key(int index) {
        return index == 0 ? LabelKeys.NAMED_PORTS : LabelKeys.NAMED_PORTS + "-" + index;
    }
}
