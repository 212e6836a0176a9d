// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.Arrays;
import java.util.Optional;

/** Kinds of policy objects. */
public enum PolicyKind {
    NETWORK_POLICY("NetworkPolicy", true),
    CILIUM_NETWORK_POLICY("CiliumNetworkPolicy", true),
    CILIUM_CLUSTERWIDE_NETWORK_POLICY("CiliumClusterwideNetworkPolicy", false);

    private final String text;
    private final boolean namespaced;

    PolicyKind(String text, boolean namespaced) {
        this.text = text;
        this.namespaced = namespaced;
    }

    /** The kind as manifests spell it. */
    public String text() {
        return text;
    }

    public boolean namespaced() {
        return namespaced;
    }

    public static Optional<PolicyKind> parse(String text) {
        return Arrays.stream(values()).filter(k -> k.text.equals(text)).findFirst();
    }
}
