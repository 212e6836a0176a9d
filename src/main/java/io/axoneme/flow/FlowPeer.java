// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One side of a flow, with the names that held when the flow was seen.
 *
 * @param endpointId id on the node that saw the flow; 0: not an endpoint of that node
 * @param identity 0: unknown
 * @param cluster empty when the cluster has no name
 * @param namespace empty for anything but pods
 * @param pod empty for anything but pods
 * @param labels of the identity, {@code source:key=value}
 * @param names DNS names of the address
 * @param service the service whose address it is; null: none
 */
public record FlowPeer(
        int endpointId,
        int identity,
        String cluster,
        String namespace,
        String pod,
        List<String> labels,
        List<WorkloadName> workloads,
        List<String> names,
        @Nullable ServiceName service) {

    public static final FlowPeer UNKNOWN = new FlowPeer(0, 0, "", "", "", List.of(), List.of(), List.of(), null);

    public FlowPeer {
        labels = List.copyOf(labels);
        workloads = List.copyOf(workloads);
        names = List.copyOf(names);
    }
}
