// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.axoneme.abi.Abi;
import io.axoneme.abi.Event;
import io.axoneme.abi.LostKey;
import io.axoneme.abi.Mac;
import io.axoneme.flow.Attribution;
import io.axoneme.flow.Flow;
import io.axoneme.flow.FlowBuilder;
import io.axoneme.flow.FlowPipeline;
import io.axoneme.flow.FlowReader;
import io.axoneme.flow.FlowRing;
import io.axoneme.flow.LostEvents;
import io.axoneme.flow.NamespaceActivity;
import io.axoneme.model.IpAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FlowFeedTest {

    private static final int ALIAS = 0x0100_0004;
    private static final InstantSource CLOCK = () -> Instant.EPOCH;

    @Test
    void aFlowShowsThePodsOwnIdentityWhereTheEventNamesItsAliasByWhichItWasJudged() {
        var ring = new FlowRing(7, () -> {});
        var builder = new FlowBuilder("node", List.of(), names, ns -> Instant.EPOCH, () -> "uuid");
        var feed = new FlowFeed(new FlowPipeline(builder, ring, new NamespaceActivity(), CLOCK), losses);
        feed.events(List.of(verdict(ALIAS, 301), verdict(301, ALIAS)));
        var reader = new FlowReader(ring, ring.oldest(), CLOCK);
        assertEquals("300 [k8s:app=300] to 301 [k8s:app=301]", ends(reader));
        assertEquals("301 [k8s:app=301] to 300 [k8s:app=300]", ends(reader));
        assertEquals(List.of(301, ALIAS), judgedPeers);
    }

    /** A flood: of what the datapath made, each event is a flow, or one that the loader shed, or one that did not get into a ring. */
    @Test
    void whatArrivesAndWhatIsLostIsAllThatWasMade() {
        var ring = new FlowRing(1_023, () -> {});
        var builder = new FlowBuilder("node", List.of(), names, ns -> Instant.EPOCH, () -> "uuid");
        var feed = new FlowFeed(new FlowPipeline(builder, ring, new NamespaceActivity(), CLOCK), losses);
        losses.counted(Map.of());
        int made = 0;
        long unsent = 0;
        for (int round = 1; round <= 20; round++) {
            feed.events(Collections.nCopies(round, verdict(300, 301)));
            feed.lost(Map.of(new LostKey(5, Abi.EVENT_TRACE, 0), 3L, new LostKey(6, Abi.EVENT_TRACE, 0), 1L));
            unsent += 10L * round;
            losses.counted(Map.of(new LostKey(5, Abi.EVENT_VERDICT, 0), unsent));
            made += round + 4 + 10 * round;
        }
        feed.events(List.of());
        assertEquals(made, ring.flowsSeen() + losses.total());
        assertEquals(losses.total(), toldAsLost(new FlowReader(ring, ring.oldest(), CLOCK)));
    }

    private static long toldAsLost(FlowReader reader) {
        long told = 0;
        for (var event = reader.poll(); event != null; event = reader.poll()) {
            told += event instanceof LostEvents lost ? lost.count() : 0;
        }
        return told;
    }

    private final Losses losses = new Losses(() -> 0, id -> Optional.empty());

    private static String ends(FlowReader reader) {
        return reader.poll() instanceof Flow flow
                ? flow.source().identity() + " " + flow.source().labels() + " to "
                        + flow.destination().identity() + " "
                        + flow.destination().labels()
                : "no flow";
    }

    private final List<Integer> judgedPeers = new ArrayList<>();

    private final Attribution names = new Attribution(
            endpoint -> Optional.empty(),
            address -> Optional.empty(),
            new Attribution.Identities() {
                @Override
                public List<String> labels(int identity) {
                    return List.of("k8s:app=" + identity);
                }

                @Override
                public int own(int met) {
                    return met == ALIAS ? 300 : met;
                }
            },
            key -> {
                judgedPeers.add(key.peer());
                return Attribution.Decision.UNKNOWN;
            },
            (address, port, protocol) -> Optional.empty(),
            (endpoint, address) -> List.of());

    private static Event verdict(int from, int to) {
        return new Event(
                1,
                Abi.EVENT_VERDICT,
                Abi.ACTION_ALLOW,
                Abi.EGRESS,
                4,
                6,
                2,
                0,
                0,
                5,
                0,
                0,
                60,
                from,
                to,
                7,
                1,
                0,
                Abi.ACTION_ALLOW,
                3,
                11,
                IpAddress.parse("10.0.0.1"),
                IpAddress.parse("10.0.0.2"),
                40000,
                80,
                new Mac(1),
                new Mac(2));
    }
}
