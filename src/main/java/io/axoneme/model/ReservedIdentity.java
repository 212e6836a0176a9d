// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

/** Identities that mean the same in every cluster. Numbers are fixed and never reused. */
public enum ReservedIdentity {
    UNKNOWN(0, "unknown"),
    HOST(1, "host"),
    WORLD(2, "world"),
    UNMANAGED(3, "unmanaged"),
    HEALTH(4, "health"),
    INIT(5, "init"),
    REMOTE_NODE(6, "remote-node"),
    /** A node that runs an API server: it is a remote node too. */
    KUBE_APISERVER(7, "kube-apiserver"),
    INGRESS(8, "ingress"),
    WORLD_IPV4(9, "world-ipv4"),
    WORLD_IPV6(10, "world-ipv6");

    /** Identities below this number are never allocated to workloads. */
    public static final int FIRST_ALLOCATABLE = 256;

    private final int number;
    private final String text;

    ReservedIdentity(int number, String text) {
        this.number = number;
        this.text = text;
    }

    public int number() {
        return number;
    }

    /** The name, which is also the key of the label with source {@code reserved}. */
    public String text() {
        return text;
    }

    /** The identity with its labels. */
    public Identity identity() {
        return new Identity(number, labels());
    }

    public Labels labels() {
        return this == KUBE_APISERVER
                ? Labels.of(Label.reserved(text), Label.reserved(REMOTE_NODE.text))
                : Labels.of(Label.reserved(text));
    }
}
