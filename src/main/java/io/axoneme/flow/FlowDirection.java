// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

/** Direction of a connection as its workload sees it. Numbers are those of the public flow API and of the datapath. */
public enum FlowDirection {
    UNKNOWN(0, "TRAFFIC_DIRECTION_UNKNOWN"),
    INGRESS(1, "INGRESS"),
    EGRESS(2, "EGRESS");

    private final int number;
    private final String text;

    FlowDirection(int number, String text) {
        this.number = number;
        this.text = text;
    }

    public int number() {
        return number;
    }

    /** As flows print it. */
    public String text() {
        return text;
    }

    /** The direction of a public number; {@link #UNKNOWN} for numbers without one. */
    public static FlowDirection of(int number) {
        return switch (number) {
            case 1 -> INGRESS;
            case 2 -> EGRESS;
            default -> UNKNOWN;
        };
    }
}
