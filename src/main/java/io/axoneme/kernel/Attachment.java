// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

/**
 * Where programs are attached.
 *
 * @param kind which programs
 * @param name of the device, or the path of the cgroup
 */
public record Attachment(Kind kind, String name) {
    /** Kinds of attachment, with their numbers in the protocol. */
    public enum Kind {
        /** The node-side veth of a pod. */
        WORKLOAD(1),
        /** A device towards other nodes. */
        UPLINK(2),
        /** The root of the node's cgroups, where connections are told their backends. */
        CGROUP(3);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    public static Attachment workload(String device) {
        return new Attachment(Kind.WORKLOAD, device);
    }

    public static Attachment uplink(String device) {
        return new Attachment(Kind.UPLINK, device);
    }

    public static Attachment cgroup(String path) {
        return new Attachment(Kind.CGROUP, path);
    }
}
