// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.List;

/**
 * One spec of a policy: whom it concerns and what it says.
 *
 * @param subject picks endpoints by the labels of their identity; the namespace condition of namespaced kinds is part of it
 * @param defaultDenyIngress whether its ingress rules, if any, put the subject into default deny for ingress
 * @param defaultDenyEgress the same for egress
 * @param rules in the order of the document
 * @param path where it stands: {@code spec} or {@code specs[1]}
 */
public record PolicySpec(
        LabelSelector subject, boolean defaultDenyIngress, boolean defaultDenyEgress, List<Rule> rules, String path) {

    public PolicySpec {
        rules = List.copyOf(rules);
    }

    /** Whether it has a rule for the direction. */
    public boolean speaksOf(Direction direction) {
        return rules.stream().anyMatch(r -> r.direction() == direction);
    }

    /** Whether it puts endpoints that it selects into default deny for the direction: it has a rule there and the switch is on. */
    public boolean defaultDeny(Direction direction) {
        return speaksOf(direction) && (direction == Direction.INGRESS ? defaultDenyIngress : defaultDenyEgress);
    }
}
