// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.hostport;

import io.axoneme.kube.pod.HostPort;
import io.axoneme.kube.pod.PodRecord;
import io.axoneme.model.IpAddress;
import io.axoneme.model.NamedPorts;
import io.axoneme.model.Port;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Pods of a node at 192.0.2.1 and 2001:db8::1 that ask for its ports. */
final class Pods {

    static final List<IpAddress> NODE = addresses("192.0.2.1", "2001:db8::1");

    private Pods() {}

    static PodRecord pod(String name, HostPort... asked) {
        return new PodRecord(
                "uid of " + name,
                "demo",
                name,
                Map.of(),
                "",
                NamedPorts.none(),
                "n1",
                false,
                false,
                List.of(),
                List.of(asked));
    }

    static HostPort everywhere(String port, int containerPort) {
        return at("", port, containerPort);
    }

    static HostPort at(String hostIp, String port, int containerPort) {
        return new HostPort(hostIp, Port.parse(port), containerPort);
    }

    static List<IpAddress> addresses(String... texts) {
        return Stream.of(texts).map(IpAddress::parse).toList();
    }
}
