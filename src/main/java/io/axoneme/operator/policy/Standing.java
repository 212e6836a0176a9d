// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import io.axoneme.model.PolicyRef;
import java.util.List;

/**
 * Where a policy stands among the pods and policies that there are now.
 *
 * @param endpoints how many pods of the cluster it selects
 * @param narrowedBy policies whose L7 rules judge requests that this one allows without conditions, in order of name
 */
record Standing(long endpoints, List<PolicyRef> narrowedBy) {

    Standing {
        narrowedBy = List.copyOf(narrowedBy);
    }
}
