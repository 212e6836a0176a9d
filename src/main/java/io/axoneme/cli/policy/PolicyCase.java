// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import io.axoneme.model.Direction;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Port;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.Verdict.Outcome;
import io.axoneme.model.World;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One document of a policy test: a world and what is expected of it.
 *
 * @param options what is configured there
 * @param names that DNS has given outside addresses for
 * @param objects as for kubectl
 */
record PolicyCase(
        String name,
        World.Options options,
        Map<IpAddress, Set<String>> names,
        List<Map<String, Object>> objects,
        List<Expectation> expectations,
        List<Row> rows) {

    /** Who is named as an end: a pod, an entity, a node, an address, or a name that has one. */
    sealed interface End {

        /** A pod by {@code namespace/name}. */
        record Pod(String name) implements End {}

        record Entity(ReservedIdentity identity) implements End {}

        /** A node by its name, as every other node sees it. */
        record Node(String name) implements End {}

        record Ip(IpAddress address) implements End {}

        /** An address outside that DNS has given for a name. */
        record Name(String name, IpAddress address) implements End {}
    }

    /** At which end a verdict is expected. */
    enum At {
        INGRESS,
        EGRESS,
        /** At each end that is an endpoint: the packet must get past both. */
        BOTH
    }

    /**
     * A line for people.
     *
     * @param by policies that must be among the causes
     * @param byExactly all of the causes; null asks nothing
     * @param request asks what the proxy says of it; null asks about the packet alone
     */
    record Expectation(
            int index,
            End from,
            End to,
            Port port,
            Outcome outcome,
            At at,
            List<String> by,
            @Nullable List<String> byExactly,
            @Nullable ProxyRequest request) {

        String title() {
            return "expect[" + index + "] from " + text(from) + " to " + text(to)
                    + (at == At.BOTH ? "" : " at " + at.name().toLowerCase(Locale.ROOT));
        }
    }

    /**
     * A line of the grid.
     *
     * @param endpoint a pod or a node
     * @param ports those of the whole grid
     * @param letters one a port
     */
    record Row(End endpoint, Direction direction, End peer, List<Port> ports, String letters) {

        String title() {
            var name = endpoint instanceof End.Pod(var pod) ? pod : text(endpoint);
            return name + " " + direction.text() + (direction == Direction.INGRESS ? " from " : " to ") + text(peer);
        }
    }

    static String text(End end) {
        return switch (end) {
            case End.Pod(var name) -> "pod " + name;
            case End.Entity(var identity) -> "entity " + identity.text();
            case End.Node(var name) -> "node " + name;
            case End.Ip(var address) -> "ip " + address;
            case End.Name(var name, var address) -> "name " + name;
        };
    }
}
