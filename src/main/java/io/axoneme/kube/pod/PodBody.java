// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.pod;

import com.fasterxml.jackson.core.JsonParser;
import io.axoneme.kube.stream.JsonFields;
import io.axoneme.model.IpAddress;
import io.axoneme.model.NamedPorts;
import io.axoneme.model.Port;
import io.axoneme.model.Protocol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Spec and status of a pod while they are being read. */
final class PodBody {

    String node = "";
    boolean hostNetwork;
    String serviceAccount = "";
    private String phase = "";
    private String address = "";
    private final List<String> addresses = new ArrayList<>();
    private final List<NamedPorts.Entry> ports = new ArrayList<>();
    private final List<HostPort> hostPorts = new ArrayList<>();

    /** One container port while it is being read. */
    private static final class PortText {
        String name = "";
        String protocol = "TCP";
        int number;
        String hostIp = "";
        int hostNumber;
    }

    /**
     * Reads a container.
     *
     * @param runs whether it runs beside the others; an init container does so only with restartPolicy Always
     */
    void container(JsonParser json, boolean runs) throws IOException {
        var mine = new ArrayList<PortText>();
        var restart = new StringBuilder();
        JsonFields.each(json, name -> {
            switch (name) {
                case "ports" -> JsonFields.elements(json, () -> mine.add(port(json)));
                case "restartPolicy" -> restart.append(JsonFields.text(json));
                default -> json.skipChildren();
            }
        });
        if (runs || restart.toString().equals("Always")) {
            mine.forEach(this::add);
        }
    }

    private static PortText port(JsonParser json) throws IOException {
        var port = new PortText();
        JsonFields.each(json, name -> {
            switch (name) {
                case "name" -> port.name = JsonFields.text(json);
                case "protocol" -> port.protocol = JsonFields.text(json);
                case "containerPort" -> port.number = json.getValueAsInt();
                case "hostIP" -> port.hostIp = JsonFields.text(json);
                case "hostPort" -> port.hostNumber = json.getValueAsInt();
                default -> json.skipChildren();
            }
        });
        return port;
    }

    private void add(PortText text) {
        if (isPort(text.number)) {
            Protocol.parse(text.protocol).filter(Protocol::hasPorts).ifPresent(protocol -> add(text, protocol));
        }
    }

    private void add(PortText text, Protocol protocol) {
        if (!text.name.isEmpty()) {
            ports.add(new NamedPorts.Entry(text.name, new Port(protocol, text.number)));
        }
        if (isPort(text.hostNumber)) {
            hostPorts.add(new HostPort(text.hostIp, new Port(protocol, text.hostNumber), text.number));
        }
    }

    private static boolean isPort(int number) {
        return number >= 1 && number <= 65535;
    }

    void status(JsonParser json, String field) throws IOException {
        switch (field) {
            case "phase" -> phase = JsonFields.text(json);
            case "podIP" -> address = JsonFields.text(json);
            case "podIPs" ->
                JsonFields.elements(
                        json,
                        () -> JsonFields.each(json, name -> {
                            if (name.equals("ip")) {
                                addresses.add(JsonFields.text(json));
                            }
                        }));
            default -> json.skipChildren();
        }
    }

    boolean finished() {
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    NamedPorts ports() {
        return ports.isEmpty() ? NamedPorts.none() : new NamedPorts(ports);
    }

    /** The API server gives every port of a pod on the node's network one; they ask for nothing. */
    List<HostPort> hostPorts() {
        return hostNetwork ? List.of() : List.copyOf(hostPorts);
    }

    /** Servers before 1.16 write podIP alone. */
    List<IpAddress> addresses() {
        var texts = addresses.isEmpty() && !address.isEmpty() ? List.of(address) : addresses;
        return texts.stream()
                .filter(text -> !text.isEmpty())
                .map(IpAddress::parse)
                .toList();
    }
}
