// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

/** Whom a CIDR picks by its addresses: setting {@code policy-cidr-match-mode}. */
public enum CidrMatchMode {
    /** Addresses outside the cluster alone. */
    OUTSIDE,
    /** Pods too, when one of their addresses lies in it. */
    PODS;

    /**
     * As settings spell it: a comma list, in which {@code pods} may stand; empty for outside addresses alone.
     *
     * @throws IllegalArgumentException saying which word it does not know
     */
    public static CidrMatchMode parse(String text) {
        var mode = OUTSIDE;
        if (text.isBlank()) {
            return mode;
        }
        for (var word : text.split(",", -1)) {
            mode = switch (word.strip()) {
                case "pods" -> PODS;
                case "nodes" ->
                    throw new IllegalArgumentException(
                            "\"nodes\" is not supported: all addresses of a node have one identity; there is pods");
                default -> throw new IllegalArgumentException("\"" + word.strip() + "\" is not known; there is pods");
            };
        }
        return mode;
    }
}
