// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.axoneme.abi.Abi;
import io.axoneme.abi.Event;
import io.axoneme.abi.Mac;
import io.axoneme.flow.Attribution;
import io.axoneme.flow.Flow;
import io.axoneme.flow.FlowBuilder;
import io.axoneme.flow.FlowPipeline;
import io.axoneme.flow.FlowReader;
import io.axoneme.flow.FlowRing;
import io.axoneme.flow.NamespaceActivity;
import io.axoneme.model.IpAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FlowFeedTest {

    private static final int ALIAS = 0x0100_0004;
    private static final InstantSource CLOCK = () -> Instant.EPOCH;

    @Test
    void aFlowShowsThePodsOwnIdentityWhereTheEventNamesItsAliasByWhichItWasJudged() {
        var ring = new FlowRing(7, () -> {});
        var builder = new FlowBuilder("node", List.of(), names, ns -> Instant.EPOCH, () -> "uuid");
        var feed = new FlowFeed(new FlowPipeline(builder, ring, new NamespaceActivity(), CLOCK), new Losses(() -> 0));
        feed.events(List.of(verdict(ALIAS, 301), verdict(301, ALIAS)));
        var reader = new FlowReader(ring, ring.oldest(), CLOCK);
        assertEquals("300 [k8s:app=300] to 301 [k8s:app=301]", ends(reader));
        assertEquals("301 [k8s:app=301] to 300 [k8s:app=300]", ends(reader));
        assertEquals(List.of(301, ALIAS), judgedPeers);
    }

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
