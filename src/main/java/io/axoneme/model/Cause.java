// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.Comparator;

/**
 * A policy's part in a verdict.
 *
 * @param policy the policy
 * @param path the rule ({@code spec.ingress[0]}); for {@link Part#DEFAULT_DENY} the spec ({@code spec}, {@code specs[1]})
 * @param part what it did
 */
public record Cause(PolicyRef policy, String path, Part part) {

    /** By policy, then by place in it. */
    public static final Comparator<Cause> ORDER =
            Comparator.comparing(Cause::policy).thenComparing(Cause::path).thenComparing(Cause::part);

    public enum Part {
        ALLOW,
        DENY,
        /** Its rules put the endpoint into default deny and none of any policy's allowed the packet. */
        DEFAULT_DENY
    }

    @Override
    public String toString() {
        return policy + " " + path;
    }
}
