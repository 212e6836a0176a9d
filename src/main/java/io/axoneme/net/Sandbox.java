// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

/**
 * A pod's sandbox as the runtime names it.
 *
 * @param key what leases and records are kept by
 * @param netns path of its network namespace; empty when it is gone
 * @param namespace the pod's; empty when the runtime is none of Kubernetes
 * @param pod its name
 * @param uid its uid; empty when the runtime did not tell
 */
public record Sandbox(Key key, String netns, String namespace, String pod, String uid) {
    /** Of commands that are about no sandbox. */
    static final Sandbox NONE = new Sandbox(new Key("", ""), "", "", "", "");

    /**
     * One interface of one sandbox.
     *
     * @param container the sandbox's id
     * @param ifname name of the interface inside
     */
    public record Key(String container, String ifname) {
        @Override
        public String toString() {
            return container + "/" + ifname;
        }
    }

    /** Subject of log lines: {@code namespace/pod}. */
    public String subject() {
        return namespace + "/" + pod;
    }
}
