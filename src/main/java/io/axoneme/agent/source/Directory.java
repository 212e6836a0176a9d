// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import io.axoneme.flow.Attribution.Named;
import io.axoneme.flow.ServiceName;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Label;
import io.axoneme.model.Labels;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Names for what flows show. Written by the engine's thread, read by any. */
public final class Directory {

    private record Frontend(IpAddress address, int port, int protocol) {}

    private final Map<IpAddress, Named> byAddress = new ConcurrentHashMap<>();
    private final Map<Integer, Named> byEndpoint = new ConcurrentHashMap<>();
    private final Map<Integer, List<String>> labels = new ConcurrentHashMap<>();
    private final Map<Frontend, ServiceName> services = new ConcurrentHashMap<>();

    public Optional<Named> at(IpAddress address) {
        return Optional.ofNullable(byAddress.get(address));
    }

    public Optional<Named> endpoint(int endpointId) {
        return Optional.ofNullable(byEndpoint.get(endpointId));
    }

    /** Labels of an identity, without the generated ones, which lists hide. */
    public List<String> labels(int identity) {
        return labels.getOrDefault(identity, List.of());
    }

    public Optional<ServiceName> service(IpAddress address, int port, int protocol) {
        return Optional.ofNullable(services.get(new Frontend(address, port, protocol)));
    }

    /** Every identity that has labels here. */
    public Map<Integer, List<String>> identities() {
        return Map.copyOf(labels);
    }

    public void putAddress(IpAddress address, Named named) {
        byAddress.put(address, named);
    }

    public void removeAddress(IpAddress address) {
        byAddress.remove(address);
    }

    public void putEndpoint(int endpointId, Named named) {
        byEndpoint.put(endpointId, named);
    }

    public void removeEndpoint(int endpointId) {
        byEndpoint.remove(endpointId);
    }

    public void putIdentity(int identity, Labels ofIdentity) {
        labels.put(
                identity,
                ofIdentity.stream()
                        .filter(l -> !l.source().equals(Label.GENERATED))
                        .map(Label::toString)
                        .sorted()
                        .toList());
    }

    public void removeIdentity(int identity) {
        labels.remove(identity);
    }

    void putService(IpAddress address, int port, int protocol, ServiceName name) {
        services.put(new Frontend(address, port, protocol), name);
    }

    void removeService(IpAddress address, int port, int protocol) {
        services.remove(new Frontend(address, port, protocol));
    }
}
