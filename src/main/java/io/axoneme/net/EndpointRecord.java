// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import io.axoneme.abi.Mac;
import io.axoneme.model.IpAddress;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a pod of this node from ADD to DEL, over restarts: its leases and what was made for it.
 *
 * @param sandbox whose it is, with the network namespace as ADD named it
 * @param endpointId 1 to 4095, of nobody else at the time
 * @param ipv4 the leased address of that family, if there is a pool of it
 * @param ipv6 the leased address of that family, if there is a pool of it
 * @param device name of the end in the node
 * @param mtu bytes
 * @param link what the loader made; null until it has
 * @param identity the pod's when it was last known; 0: none yet
 */
public record EndpointRecord(
        Sandbox sandbox,
        int endpointId,
        @Nullable IpAddress ipv4,
        @Nullable IpAddress ipv6,
        String device,
        int mtu,
        @Nullable Link link,
        int identity) {

    /**
     * The pod's device.
     *
     * @param ifindex of the end in the node
     * @param podMac of the end in the pod
     * @param nodeMac of the end in the node
     */
    public record Link(int ifindex, Mac podMac, Mac nodeMac) {}

    public Sandbox.Key key() {
        return sandbox.key();
    }

    public String namespace() {
        return sandbox.namespace();
    }

    public String pod() {
        return sandbox.pod();
    }

    /** The pod's uid; empty when the runtime did not tell. */
    public String uid() {
        return sandbox.uid();
    }

    /** What the loader made; without it, this is a bug of the caller. */
    public Link made() {
        return Objects.requireNonNull(link, "the device is not made yet");
    }

    /** The leased addresses, IPv4 first. */
    public List<IpAddress> addresses() {
        return Stream.of(ipv4, ipv6).flatMap(Stream::ofNullable).toList();
    }

    public EndpointRecord withLink(Link made) {
        return new EndpointRecord(sandbox, endpointId, ipv4, ipv6, device, mtu, made, identity);
    }

    public EndpointRecord withIdentity(int known) {
        return new EndpointRecord(sandbox, endpointId, ipv4, ipv6, device, mtu, link, known);
    }
}
