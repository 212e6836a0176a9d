// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Identities with a fixed number and meaning. Flows print them by name. */
public enum ReservedIdentity {
    UNKNOWN(0, "unknown"),
    HOST(1, "host"),
    WORLD(2, "world"),
    UNMANAGED(3, "unmanaged"),
    HEALTH(4, "health"),
    INIT(5, "init"),
    REMOTE_NODE(6, "remote-node"),
    KUBE_APISERVER(7, "kube-apiserver"),
    INGRESS(8, "ingress"),
    WORLD_IPV4(9, "world-ipv4"),
    WORLD_IPV6(10, "world-ipv6"),
    ENCRYPTED_OVERLAY(11, "overlay-to-encrypt");

    private final int number;
    private final String text;

    ReservedIdentity(int number, String text) {
        this.number = number;
        this.text = text;
    }

    public int number() {
        return number;
    }

    public String text() {
        return text;
    }

    /** The label of the identity, as in {@code reserved:host}. */
    public List<String> labels() {
        return List.of("reserved:" + text);
    }

    public static Optional<ReservedIdentity> of(int number) {
        var all = values();
        return number >= 0 && number < all.length ? Optional.of(all[number]) : Optional.empty();
    }

    public static Optional<ReservedIdentity> named(String text) {
        return Arrays.stream(values())
                .filter(identity -> identity.text.equals(text))
                .findFirst();
    }
}
