// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One packet or message that was seen at one point, with the names and causes that held at that time. Immutable.
 *
 * @param nodeName the node that saw it
 * @param reply whether it went against the direction in which the connection was opened
 * @param l7 null for packets
 * @param summary one line for people: what the packet is, and for policy drops which policy is the cause
 */
public record Flow(
        Instant time,
        String uuid,
        String nodeName,
        List<String> nodeLabels,
        FlowVerdict verdict,
        FlowEvent event,
        Packet packet,
        FlowPeer source,
        FlowPeer destination,
        FlowDirection direction,
        Reply reply,
        Causes causes,
        @Nullable L7 l7,
        FlowContext context,
        String summary)
        implements FlowEntry {

    public Flow {
        nodeLabels = List.copyOf(nodeLabels);
    }
}
