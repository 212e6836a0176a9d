// SPDX-License-Identifier: Apache-2.0
package io.axoneme.oracle;

import io.axoneme.model.Direction;
import io.axoneme.model.Peer;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicySpec;
import io.axoneme.model.Port;
import io.axoneme.model.Requirement;
import io.axoneme.model.Rule;
import io.axoneme.model.Verdict;
import io.axoneme.model.Workload;
import java.util.List;

/**
 * A verdict with the rules behind it.
 *
 * @param said rules that speak of the packet: denials, then redirects, then plain allows; within these by policy and place
 * @param near rules that would change the verdict if they spoke of the packet, and miss it by one thing; the nearest first
 */
public record Explanation(
        Workload endpoint,
        Direction direction,
        Peer peer,
        Port port,
        Verdict verdict,
        List<Said> said,
        List<Near> near) {

    public Explanation {
        said = List.copyOf(said);
        near = List.copyOf(near);
    }

    /** What a rule that speaks of the packet does to it. */
    public enum Effect {
        /** It is a cause of the verdict. */
        DECIDES,
        /** It names peers by DNS, and what others allow of queries goes through the proxy for it. */
        LEARNS,
        /** It says otherwise, and a stronger rule decides; or it says the same, less precisely. */
        OVERRULED,
        /** Its policy is audited, so that it enforces nothing. */
        AUDITED
    }

    /** A rule that speaks of the packet. */
    public record Said(Policy policy, Rule rule, Effect effect) {}

    /** A rule that almost speaks of the packet. */
    public sealed interface Near {

        Policy policy();

        Rule rule();

        /** It picks the peer, on other ports. */
        record WrongPort(Policy policy, Rule rule) implements Near {}

        /**
         * It speaks of the port, with other peers.
         *
         * @param nearest of its peers the one that the packet's misses least
         * @param missing which of that one's conditions on labels do not hold; empty when it is not by labels that it picks, or when
         *     the packet's peer is none that has labels of pods
         */
        record WrongPeer(Policy policy, Rule rule, PeerSelector nearest, List<Requirement> missing) implements Near {
            public WrongPeer {
                missing = List.copyOf(missing);
            }
        }

        /**
         * It picks the peer and speaks of the port, and its policy does not select the endpoint.
         *
         * @param missing the one condition of the selector that the endpoint does not meet, by its spelling as it seems
         */
        record WrongEndpoint(Policy policy, PolicySpec spec, Rule rule, Requirement missing) implements Near {}
    }
}
