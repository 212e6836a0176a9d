// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.model.Cidr;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Port;
import org.jspecify.annotations.Nullable;

/**
 * A port of the node that leads to a pod.
 *
 * @param host the one address of the node at which it does so; null: at all of the pod's family
 * @param port of the node, TCP or UDP
 * @param pod the pod's address, of the same family
 * @param podPort of the pod, 1..65535, of the same protocol
 */
public record HostPortRule(@Nullable IpAddress host, Port port, IpAddress pod, int podPort) {

    /** Addresses of the node at which it does so: one, or those of a family. */
    Cidr hosts() {
        return host != null ? Cidr.host(host) : Cidr.parse(pod.isV4() ? "0.0.0.0/0" : "::/0");
    }

    /** Whether one packet may be meant by both. */
    public boolean overlaps(HostPortRule other) {
        return port.equals(other.port)
                && pod.isV4() == other.pod.isV4()
                && (host == null || other.host == null || host.equals(other.host));
    }
}
