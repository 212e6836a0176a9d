// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.filter;

import java.util.Locale;
import java.util.regex.Pattern;

/** DNS and node names with {@code *} as wildcard, which also passes dots. */
final class DomainPattern {

    private static final Pattern VALID = Pattern.compile("[-a-z0-9_.*]+");
    private static final String DEFAULT_CLUSTER = "default";

    private DomainPattern() {}

    /**
     * A DNS name's pattern; a dot at the end does not count.
     *
     * @throws FilterException for characters that no name has
     */
    static Pattern name(String text) {
        var name = text.strip().toLowerCase(Locale.ROOT);
        return Pattern.compile(expression(name.endsWith(".") ? name.substring(0, name.length() - 1) : name));
    }

    /**
     * A node name's pattern, {@code node}, {@code cluster/node} or {@code cluster/}, for {@link #qualified} names.
     *
     * @throws FilterException for characters that no name has, or more than one slash
     */
    static Pattern node(String text) {
        var parts = text.strip().toLowerCase(Locale.ROOT).split("/", -1);
        if (text.isBlank() || parts.length > 2) {
            throw new FilterException("expected [cluster/]node, got \"" + text + "\"");
        }
        var cluster = parts.length == 2 ? parts[0] : "";
        return Pattern.compile(anyIfEmpty(cluster) + "/" + anyIfEmpty(parts[parts.length - 1]));
    }

    /** A node's name with its cluster. */
    static String qualified(String nodeName) {
        return nodeName.contains("/") ? nodeName : DEFAULT_CLUSTER + "/" + nodeName;
    }

    private static String anyIfEmpty(String part) {
        return part.isEmpty() ? "[^/]+" : expression(part);
    }

    private static String expression(String name) {
        if (!VALID.matcher(name).matches()) {
            throw new FilterException(
                    "only letters, digits, \"-\", \"_\", \".\" and \"*\" are allowed, got \"" + name + "\"");
        }
        return name.replace(".", "[.]").replace("*", "[-a-zA-Z0-9_.]*");
    }
}
