// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

/** Direction of traffic as the workload sees it. Numbers are those of Hubble's flow.TrafficDirection and of the datapath. */
public enum Direction {
    INGRESS(1),
    EGRESS(2);

    private final int number;

    Direction(int number) {
        this.number = number;
    }

    /** 1 or 2. */
    public int number() {
        return number;
    }

    /** {@code ingress} or {@code egress}, as policies and case files spell it. */
    public String text() {
        return this == INGRESS ? "ingress" : "egress";
    }
}
