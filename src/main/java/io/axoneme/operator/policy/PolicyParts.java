// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import io.axoneme.kube.policy.PolicyDocuments;
import io.axoneme.kube.translate.InvalidPolicy;
import java.time.Clock;

/** What the reconcilers of policies share. */
public record PolicyParts(
        PolicyDocuments documents,
        InvalidPolicy invalidPolicy,
        NodeReports reports,
        Standings standings,
        PolicyEvents events,
        StatusWriter writer,
        Clock clock) {}
