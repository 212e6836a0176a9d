// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.report;

import io.axoneme.abi.Abi;
import io.axoneme.abi.Event;
import io.axoneme.abi.LostKey;
import io.axoneme.flow.DatapathEvent;
import io.axoneme.flow.FlowDirection;
import io.axoneme.flow.FlowPipeline;
import io.axoneme.flow.LostEvents;
import io.axoneme.kernel.EventSink;
import java.util.List;
import java.util.Map;

/** Events from the rings into the pipeline of flows. On the thread that reads events. */
public final class FlowFeed implements EventSink {

    private final FlowPipeline pipeline;
    private final Losses losses;

    public FlowFeed(FlowPipeline pipeline, Losses losses) {
        this.pipeline = pipeline;
        this.losses = losses;
    }

    @Override
    public void events(List<Event> events) {
        tell(losses.takeUntold());
        events.stream().filter(e -> !toldByDrop(e)).forEach(event -> pipeline.accept(datapathEvent(event)));
    }

    /** The datapath tells a denied packet twice; the drop alone makes both of its flows. */
    private static boolean toldByDrop(Event event) {
        return event.type() == Abi.EVENT_VERDICT
                && event.subtype() == Abi.ACTION_DENY
                && (event.flags() & Abi.EVENT_AUDIT) == 0;
    }

    @Override
    public void lost(Map<LostKey, Long> counts) {
        losses.add(counts);
        tell(counts.values().stream().mapToLong(Long::longValue).sum());
    }

    private void tell(long lost) {
        if (lost > 0) {
            pipeline.lost(LostEvents.Source.KERNEL_RING, lost);
        }
    }

    private static DatapathEvent datapathEvent(Event e) {
        return new DatapathEvent(
                e.timeNs(),
                e.type(),
                e.subtype(),
                e.direction() == Abi.INGRESS ? FlowDirection.INGRESS : FlowDirection.EGRESS,
                e.family(),
                e.protocol(),
                e.tcpFlags(),
                e.icmpType(),
                e.icmpCode(),
                e.endpointId(),
                e.ctState(),
                e.flags(),
                Integer.toUnsignedLong(e.length()),
                e.sourceIdentity(),
                e.destinationIdentity(),
                Integer.toUnsignedLong(e.policyId()),
                Integer.toUnsignedLong(e.row()),
                e.segment(),
                e.action(),
                e.bit(),
                e.ifindex(),
                e.source(),
                e.destination(),
                e.sourcePort(),
                e.destinationPort(),
                e.sourceMac().value(),
                e.destinationMac().value());
    }
}
