// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import io.axoneme.kube.policy.PolicyDocuments;
import java.time.Clock;

/** What the reconcilers of policies share. */
public record PolicyParts(
        PolicyDocuments documents, NodeReports reports, PolicyEvents events, StatusWriter writer, Clock clock) {}
