// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.EnforcementMode;
import io.axoneme.model.LabelSelector;

/**
 * What the graph takes as given for as long as it lives.
 *
 * @param cluster name of the own cluster, which tells its pods from those of others
 * @param mode when endpoints are enforced without a policy that says so
 * @param dnsServers picks the pods that entity {@code dns} means
 * @param dualStack whether the world is two identities (9 and 10) or one (2)
 */
public record GraphConfig(String cluster, EnforcementMode mode, LabelSelector dnsServers, boolean dualStack) {}
