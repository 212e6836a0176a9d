// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import io.axoneme.model.IpAddress;
import io.axoneme.model.Label;
import io.axoneme.model.ReservedIdentity;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes flows of datapath events: adds names and causes, which hold from then on. To be used by one thread.
 *
 * <p>A packet that policy drops is one event and two flows, as readers of flows expect: the verdict, and the drop.
 */
public final class FlowBuilder {

    private final String nodeName;
    private final List<String> nodeLabels;
    private final Attribution attribution;
    private final LongFunction<Instant> wallClock;
    private final Supplier<String> uuids;

    /**
     * A builder for one node's events.
     *
     * @param wallClock from nanoseconds of the kernel's monotonic clock
     * @param uuids a new one for each flow
     */
    public FlowBuilder(
            String nodeName,
            List<String> nodeLabels,
            Attribution attribution,
            LongFunction<Instant> wallClock,
            Supplier<String> uuids) {
        this.nodeName = nodeName;
        this.nodeLabels = List.copyOf(nodeLabels);
        this.attribution = attribution;
        this.wallClock = wallClock;
        this.uuids = uuids;
    }

    /** The flows of an event; none when its type is not one that makes flows. */
    public List<Flow> flows(DatapathEvent event) {
        return switch (event.type()) {
            case FlowEvent.DROP -> drop(event);
            case FlowEvent.TRACE -> trace(event);
            case FlowEvent.POLICY_VERDICT -> List.of(verdict(event));
            default -> List.of();
        };
    }

    private List<Flow> drop(DatapathEvent event) {
        int reason = event.subType();
        var draft = new Draft(event);
        if (!DropReasons.isPolicy(reason)) {
            return List.of(draft.flow(FlowVerdict.DROPPED, FlowEvent.drop(reason), Causes.NONE, draft.summary()));
        }
        var decision = decision(event);
        var causes = Causes.denied(event.direction(), decision.policies(), decision.log());
        var summary = draft.denied(decision);
        return List.of(
                draft.flow(FlowVerdict.DROPPED, FlowEvent.denied(decision.match(), reason), causes, summary),
                draft.flow(FlowVerdict.DROPPED, FlowEvent.drop(reason), causes, summary));
    }

    private List<Flow> trace(DatapathEvent event) {
        var draft = new Draft(event);
        return TracePoint.of(event.subType())
                .map(point -> FlowEvent.trace(point, TraceReason.of(event.ctState())))
                .map(trace -> List.of(draft.flow(FlowVerdict.FORWARDED, trace, Causes.NONE, draft.summary())))
                .orElse(List.of());
    }

    private Flow verdict(DatapathEvent event) {
        var draft = new Draft(event);
        var decision = decision(event);
        var direction = event.direction();
        if (event.subType() == DatapathEvent.ACTION_DENY && !event.isAudit()) {
            int reason = event.segment() == DatapathEvent.SEGMENT_DEFAULT
                    ? DropReasons.POLICY_DENIED
                    : DropReasons.POLICY_DENY;
            return draft.flow(
                    FlowVerdict.DROPPED,
                    FlowEvent.denied(decision.match(), reason),
                    Causes.denied(direction, decision.policies(), decision.log()),
                    draft.denied(decision));
        }
        if (event.isAudit()) {
            return draft.flow(
                    FlowVerdict.AUDIT,
                    FlowEvent.verdict(decision.match()),
                    Causes.denied(direction, decision.policies(), decision.log()),
                    Summary.audited(draft.packet.layer4(), direction, decision.policies()));
        }
        return draft.flow(
                passed(event),
                FlowEvent.verdict(decision.match()),
                Causes.allowed(direction, decision.policies(), decision.log()),
                draft.summary());
    }

    private static FlowVerdict passed(DatapathEvent event) {
        return event.subType() == DatapathEvent.ACTION_REDIRECT ? FlowVerdict.REDIRECTED : FlowVerdict.FORWARDED;
    }

    private Attribution.Decision decision(DatapathEvent event) {
        return attribution
                .decisions()
                .decision(new Attribution.DecisionKey(
                        event.policyId(),
                        event.row(),
                        event.segment(),
                        event.bit(),
                        event.direction(),
                        event.action(),
                        event.peerIdentity(),
                        event.timeNs()));
    }

    /** What the flows of one event have in common. */
    private final class Draft {
        private final DatapathEvent event;
        private final Instant time;
        private final Packet packet;
        private final FlowPeer source;
        private final FlowPeer destination;

        Draft(DatapathEvent event) {
            this.event = event;
            this.time = wallClock.apply(event.timeNs());
            this.packet = packet(event);
            var peers = new Peers(event);
            this.source = peers.source();
            this.destination = peers.destination();
        }

        String summary() {
            return Summary.of(packet.layer4());
        }

        String denied(Attribution.Decision decision) {
            return Summary.denied(packet.layer4(), event.direction(), decision.policies());
        }

        Flow flow(FlowVerdict verdict, FlowEvent flowEvent, Causes causes, String summary) {
            return new Flow(
                    time,
                    uuids.get(),
                    nodeName,
                    nodeLabels,
                    verdict,
                    flowEvent,
                    packet,
                    source,
                    destination,
                    event.direction(),
                    reply(event),
                    causes,
                    null,
                    FlowContext.at(event.ifindex()),
                    summary);
        }
    }

    /** Traces know a reply only from connection tracking; what policy or a check decided was the packet as it came. */
    private static Reply reply(DatapathEvent event) {
        if (event.isReply()) {
            return Reply.YES;
        }
        boolean untracked =
                event.ctState() == TraceReason.UNKNOWN.number() || event.ctState() == TraceReason.RELATED.number();
        return event.type() == FlowEvent.TRACE && untracked ? Reply.UNKNOWN : Reply.NO;
    }

    private static Packet packet(DatapathEvent event) {
        var ethernet = new Packet.Ethernet(mac(event.sourceMac()), mac(event.destinationMac()));
        if (event.family() == 0) {
            return new Packet(ethernet, null, null);
        }
        var ip =
                new Packet.Ip(event.source().toString(), "", event.destination().toString(), event.family(), false);
        return new Packet(ethernet, ip, layer4(event));
    }

    private static @Nullable Layer4 layer4(DatapathEvent event) {
        int sourcePort = event.sourcePort();
        int destinationPort = event.destinationPort();
        return switch (event.protocol()) {
            case 1 -> new Layer4.Icmp4(event.icmpType(), event.icmpCode());
            case 6 -> new Layer4.Tcp(sourcePort, destinationPort, new TcpFlags(event.tcpFlags()));
            case 17 -> new Layer4.Udp(sourcePort, destinationPort);
            case 58 -> new Layer4.Icmp6(event.icmpType(), event.icmpCode());
            case 132 -> new Layer4.Sctp(sourcePort, destinationPort);
            default -> null;
        };
    }

    private static String mac(long address) {
        var bytes = new byte[6];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (address >>> (40 - 8 * i));
        }
        return HexFormat.ofDelimiter(":").formatHex(bytes);
    }

    /** Names of the two sides of an event. */
    private final class Peers {
        private final DatapathEvent event;
        private final Optional<Attribution.Named> sourceName;
        private final Optional<Attribution.Named> destinationName;
        private final boolean sourceJudged;

        Peers(DatapathEvent event) {
            this.event = event;
            this.sourceName = named(event.source());
            this.destinationName = named(event.destination());
            this.sourceJudged = sourceJudged();
        }

        private Optional<Attribution.Named> named(IpAddress address) {
            return event.family() == 0
                    ? Optional.empty()
                    : attribution.addresses().at(address);
        }

        /** Whether the endpoint of the event is the packet's source: a forged address must not name another pod. */
        private boolean sourceJudged() {
            int reason = event.type() == FlowEvent.DROP ? event.subType() : 0;
            if (reason == DropReasons.INVALID_SOURCE_IP || reason == DropReasons.INVALID_SOURCE_MAC) {
                return true;
            }
            if (isJudged(destinationName) != isJudged(sourceName)) {
                return isJudged(sourceName);
            }
            return (event.direction() == FlowDirection.EGRESS) != event.isReply();
        }

        private boolean isJudged(Optional<Attribution.Named> name) {
            return event.endpointId() != 0
                    && name.filter(named -> named.endpointId() == event.endpointId())
                            .isPresent();
        }

        FlowPeer source() {
            return peer(event.source(), event.sourcePort(), event.sourceIdentity(), sourceName, sourceJudged);
        }

        FlowPeer destination() {
            return peer(
                    event.destination(),
                    event.destinationPort(),
                    event.destinationIdentity(),
                    destinationName,
                    !sourceJudged);
        }

        private FlowPeer peer(
                IpAddress address, int port, int met, Optional<Attribution.Named> byAddress, boolean judged) {
            int identity = attribution.identities().own(met);
            var name = judged
                    ? attribution.endpoints().endpoint(event.endpointId()).or(() -> byAddress)
                    : byAddress;
            var services = attribution.services().service(address, port, event.protocol());
            return new FlowPeer(
                    name.map(Attribution.Named::endpointId).orElse(judged ? event.endpointId() : 0),
                    identity,
                    name.map(Attribution.Named::cluster).orElse(""),
                    name.map(Attribution.Named::namespace).orElse(""),
                    name.map(Attribution.Named::pod).orElse(""),
                    labels(identity),
                    name.map(Attribution.Named::workloads).orElse(List.of()),
                    judged ? List.of() : attribution.domainNames().names(event.endpointId(), address),
                    services.orElse(null));
        }

        private List<String> labels(int identity) {
            for (var reserved : ReservedIdentity.values()) {
                if (reserved.number() == identity) {
                    return reserved.labels().stream().map(Label::toString).toList();
                }
            }
            return attribution.identities().labels(identity);
        }
    }
}
