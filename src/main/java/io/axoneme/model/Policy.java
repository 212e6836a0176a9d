// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.List;

/**
 * A policy object that was read without a problem.
 *
 * @param generation metadata.generation, 0 offline
 * @param specs at least one
 * @param audit it is judged and reported, but adds neither allow nor deny nor default deny to what is enforced
 */
public record Policy(PolicyRef ref, long generation, List<PolicySpec> specs, boolean audit) {

    public Policy {
        specs = List.copyOf(specs);
        if (specs.isEmpty()) {
            throw new IllegalArgumentException(ref + " has no spec");
        }
    }

    /** The same policy, audited if it is so already or if this says so. */
    public Policy auditedIf(boolean also) {
        return also && !audit ? new Policy(ref, generation, specs, true) : this;
    }
}
