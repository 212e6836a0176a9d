// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import io.axoneme.kube.crd.AxonemeNodeStatus;
import io.axoneme.kube.crd.NodeStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a node's agent says it has enforced.
 *
 * @param node name of the node
 * @param ready its first sync is done
 * @param enforced kind to the version up to which everything of that kind is enforced, or is among the failures
 * @param failures policies that it could not enforce as written
 */
public record NodeReport(
        String node, boolean ready, Map<String, ObjectVersion> enforced, List<NodeStatus.Failure> failures) {

    public NodeReport {
        enforced = Map.copyOf(enforced);
        failures = List.copyOf(failures);
    }

    /** Reads an object; what it lacks was not enforced. */
    public static NodeReport of(AxonemeNodeStatus object) {
        var name = object.getMetadata().getName();
        var status = object.getStatus();
        if (status == null) {
            return new NodeReport(name, false, Map.of(), List.of());
        }
        var enforced = new HashMap<String, ObjectVersion>();
        Objects.requireNonNullElse(status.enforced(), Map.<String, String>of())
                .forEach((kind, version) -> enforced.put(kind, ObjectVersion.parse(version)));
        return new NodeReport(
                name,
                Boolean.TRUE.equals(status.ready()),
                enforced,
                Objects.requireNonNullElse(status.failures(), List.of()));
    }
}
