// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import java.time.InstantSource;

/** From events of the datapath to the ring of flows. To be fed by one thread. */
public final class FlowPipeline {

    private final FlowBuilder builder;
    private final FlowRing ring;
    private final NamespaceActivity namespaces;
    private final InstantSource clock;

    /**
     * A pipeline into a ring.
     *
     * @param clock time of the notices of loss
     */
    public FlowPipeline(FlowBuilder builder, FlowRing ring, NamespaceActivity namespaces, InstantSource clock) {
        this.builder = builder;
        this.ring = ring;
        this.namespaces = namespaces;
        this.clock = clock;
    }

    /** Turns an event into flows for everyone who observes. */
    public void accept(DatapathEvent event) {
        for (var flow : builder.flows(event)) {
            namespaces.note(flow);
            ring.write(flow);
        }
    }

    /**
     * Tells everyone who observes that events were lost.
     *
     * @param count at least 1
     */
    public void lost(LostEvents.Source source, long count) {
        ring.write(new LostEvents(clock.instant(), source, count));
    }
}
