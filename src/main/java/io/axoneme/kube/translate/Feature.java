// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

/** Parts of the API that a user of the translator may or may not be able to enforce. What is not in its set is refused. */
public enum Feature {
    /** HTTP rules. */
    HTTP,
    /** DNS rules. */
    DNS_RULES,
    /** Peers by labels of nodes. */
    NODE_PEERS,
    /** Policies for nodes. */
    HOST_POLICIES,
    /** Peers by DNS name. */
    NAMES
}
