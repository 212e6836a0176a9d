// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.Comparator;

/**
 * A label of an identity: where it comes from, its key, its value.
 *
 * @param source {@code k8s}, {@code reserved}, {@code cidr}, {@code gen}, …; never {@code any}, which only selectors use
 * @param key not empty
 * @param value may be empty
 */
public record Label(String source, String key, String value) implements Comparable<Label> {

    public static final String K8S = "k8s";
    public static final String RESERVED = "reserved";
    public static final String CIDR = "cidr";
    public static final String CIDR_GROUP = "cidrgroup";
    public static final String FQDN = "fqdn";
    public static final String NODE = "node";
    public static final String GENERATED = "gen";
    public static final String UNSPEC = "unspec";

    private static final Comparator<Label> ORDER =
            Comparator.comparing(Label::key).thenComparing(Label::source).thenComparing(Label::value);

    public Label {
        if (source.isEmpty() || source.indexOf(':') >= 0 || source.equals(Requirement.ANY_SOURCE)) {
            throw new IllegalArgumentException("label source \"" + source + "\"");
        }
        if (key.isEmpty()) {
            throw new IllegalArgumentException("label without a key");
        }
    }

    /** A label of a Kubernetes object. */
    public static Label k8s(String key, String value) {
        return new Label(K8S, key, value);
    }

    /** A label of a reserved identity, such as {@code reserved:host}. */
    public static Label reserved(String name) {
        return new Label(RESERVED, name, "");
    }

    /** Reads {@code source:key=value}; without a source it is {@code unspec}, without {@code =} the value is empty. */
    public static Label parse(String text) {
        int equals = text.indexOf('=');
        var left = equals < 0 ? text : text.substring(0, equals);
        var value = equals < 0 ? "" : text.substring(equals + 1);
        int colon = left.indexOf(':');
        return colon <= 0
                ? new Label(UNSPEC, colon == 0 ? left.substring(1) : left, value)
                : new Label(left.substring(0, colon), left.substring(colon + 1), value);
    }

    @Override
    public int compareTo(Label other) {
        return ORDER.compare(this, other);
    }

    /** {@code source:key=value}; without {@code =} when the value is empty. */
    @Override
    public String toString() {
        return value.isEmpty() ? source + ":" + key : source + ":" + key + "=" + value;
    }
}
