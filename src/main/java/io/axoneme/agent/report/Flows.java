// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.report;

import io.axoneme.agent.engine.AliasBook;
import io.axoneme.agent.engine.CauseBook;
import io.axoneme.agent.source.Directory;
import io.axoneme.flow.Attribution;
import io.axoneme.flow.FlowBuilder;
import io.axoneme.flow.FlowPipeline;
import io.axoneme.flow.FlowRing;
import io.axoneme.flow.NamespaceActivity;
import io.axoneme.hubble.FlowRate;
import io.axoneme.hubble.HubbleServer;
import io.axoneme.hubble.ObservedNode;
import io.axoneme.hubble.ObserverService;
import io.axoneme.hubble.WaitingReaders;
import io.axoneme.kernel.EventSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** The node's flows: built from events, kept in a ring, served to observers. */
public final class Flows implements AutoCloseable {

    private final EventSink sink;
    private final HubbleServer server;
    private final FlowRing ring;
    private final Losses losses;
    private final Clock clock;
    private final Supplier<Duration> uptime;

    private Flows(
            EventSink sink, HubbleServer server, FlowRing ring, Losses losses, Clock clock, Supplier<Duration> uptime) {
        this.sink = sink;
        this.server = server;
        this.ring = ring;
        this.losses = losses;
        this.clock = clock;
        this.uptime = uptime;
    }

    /** Serves flows on a socket; it is replaced if it is there. */
    public static Flows start(
            String node, String version, Directory names, CauseBook causes, AliasBook aliases, Path socket)
            throws IOException {
        var clock = Clock.systemUTC();
        long startedNs = System.nanoTime();
        Supplier<Duration> uptime = () -> Duration.ofNanos(System.nanoTime() - startedNs);
        var decisions = new Decisions(causes);
        var attribution = new Attribution(
                names::endpoint,
                names::at,
                new PodIdentities(names, aliases),
                decisions::of,
                names::service,
                (endpoint, address) -> List.of());
        var waiting = new WaitingReaders();
        var ring = new FlowRing(FlowRing.DEFAULT_CAPACITY, waiting);
        var namespaces = new NamespaceActivity();
        var builder = new FlowBuilder(
                node,
                List.of(),
                attribution,
                new BootClock(clock, System::nanoTime)::instant,
                () -> UUID.randomUUID().toString());
        var pipeline = new FlowPipeline(builder, ring, namespaces, clock);
        var service =
                new ObserverService(new ObservedNode(node, version, ""), ring, waiting, namespaces, clock, uptime);
        var losses =
                new Losses(System::nanoTime, id -> names.endpoint(id).map(pod -> pod.namespace() + "/" + pod.pod()));
        return new Flows(
                new FlowFeed(pipeline, losses), HubbleServer.start(socket, service), ring, losses, clock, uptime);
    }

    /** Where events go. */
    public EventSink sink() {
        return sink;
    }

    /** Flows seen since the start. */
    public long seen() {
        return ring.flowsSeen();
    }

    /** Flows a second, over the last minute or as far back as the ring goes. */
    public double perSecond() {
        return FlowRate.perSecond(ring, clock, uptime.get());
    }

    /** Events that never became flows. */
    public Losses losses() {
        return losses;
    }

    @Override
    public void close() {
        server.close();
    }

    private record PodIdentities(Directory names, AliasBook aliases) implements Attribution.Identities {
        @Override
        public List<String> labels(int identity) {
            return names.labels(identity);
        }

        @Override
        public int own(int met) {
            return aliases.identity(met);
        }
    }
}
