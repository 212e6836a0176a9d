// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.pod;

import io.axoneme.model.Port;

/**
 * A port of the node that a container asks for.
 *
 * @param hostIp at which of the node's addresses, as the pod spells it; empty, {@code 0.0.0.0} and {@code ::} are all of them
 * @param port of the node, 1..65535, with its protocol
 * @param containerPort of the pod, 1..65535, of the same protocol
 */
public record HostPort(String hostIp, Port port, int containerPort) {

    /** Whether it is asked for at all addresses of the node. */
    public boolean everywhere() {
        return hostIp.isEmpty() || hostIp.equals("0.0.0.0") || hostIp.equals("::");
    }

    /** {@code 8080/TCP}, or {@code 8080/TCP at 192.0.2.1}. */
    @Override
    public String toString() {
        return everywhere() ? port.toString() : port + " at " + hostIp;
    }
}
