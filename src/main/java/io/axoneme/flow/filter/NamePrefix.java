// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.filter;

/**
 * A namespaced name's prefix: {@code ns/pre}, {@code ns/} for all of a namespace, {@code /pre} for any namespace, {@code /} for every
 * name; {@code pre} alone means the namespace {@code default}.
 *
 * @param namespace empty: any
 * @param prefix empty: every name
 */
record NamePrefix(String namespace, String prefix) {

    private static final String DEFAULT_NAMESPACE = "default";

    /**
     * Understands a prefix.
     *
     * @throws FilterException for an empty text
     */
    static NamePrefix parse(String text) {
        if (text.isEmpty()) {
            throw new FilterException("must be [namespace/][<name>], got \"\"");
        }
        int slash = text.indexOf('/');
        return slash < 0
                ? new NamePrefix(DEFAULT_NAMESPACE, text)
                : new NamePrefix(text.substring(0, slash), text.substring(slash + 1));
    }

    boolean matches(String otherNamespace, String name) {
        if (otherNamespace.isEmpty() && name.isEmpty()) {
            return false;
        }
        return (namespace.isEmpty() || namespace.equals(otherNamespace)) && name.startsWith(prefix);
    }
}
