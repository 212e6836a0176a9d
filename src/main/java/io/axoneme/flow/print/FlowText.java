// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.print;

import io.axoneme.flow.DropReasons;
import io.axoneme.flow.Flow;
import io.axoneme.flow.FlowEvent;
import io.axoneme.flow.FlowPeer;
import io.axoneme.flow.FlowPolicy;
import io.axoneme.flow.L7;
import io.axoneme.flow.TracePoint;
import io.axoneme.model.ReservedIdentity;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The parts of a flow in text. */
final class FlowText {

    private final PrintOptions options;

    FlowText(PrintOptions options) {
        this.options = options;
    }

    String time(Flow flow) {
        return options.timeFormat().format(flow.time());
    }

    String source(Flow flow) {
        var ip = flow.packet().ip();
        if (ip != null) {
            return host(ip.source(), flow.packet().sourcePort(), flow.source());
        }
        var ethernet = flow.packet().ethernet();
        return options.palette().host(ethernet == null ? "" : ethernet.source());
    }

    String destination(Flow flow) {
        var ip = flow.packet().ip();
        if (ip != null) {
            return host(ip.destination(), flow.packet().destinationPort(), flow.destination());
        }
        var ethernet = flow.packet().ethernet();
        return options.palette().host(ethernet == null ? "" : ethernet.destination());
    }

    private String host(String address, int port, FlowPeer peer) {
        var palette = options.palette();
        var name = options.names() ? name(address, peer) : address;
        if (port == 0) {
            return palette.host(name);
        }
        var host = name.contains(":") ? "[" + name + "]" : name;
        return palette.host(host + ":" + palette.port(Integer.toString(port)));
    }

    /** The pod, else the service, else the DNS names, else the address. Where there is a service, the namespace is the service's. */
    private static String name(String address, FlowPeer peer) {
        var service = peer.service();
        var namespace = service == null ? peer.namespace() : service.namespace();
        if (!peer.pod().isEmpty()) {
            return qualified(namespace, peer.pod());
        }
        if (service != null && !service.name().isEmpty()) {
            return qualified(namespace, service.name());
        }
        return peer.names().isEmpty() ? address : String.join(",", peer.names());
    }

    private static String qualified(String namespace, String name) {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    String identity(FlowPeer peer) {
        var name = Arrays.stream(ReservedIdentity.values())
                .filter(reserved -> reserved.number() == peer.identity())
                .map(ReservedIdentity::text)
                .findFirst()
                .orElseGet(() -> "ID:" + Integer.toUnsignedString(peer.identity()));
        return options.palette().identity("(" + name + ")");
    }

    String type(Flow flow) {
        var l7 = flow.l7();
        if (l7 != null) {
            return messageType(l7);
        }
        var event = flow.event();
        return switch (event.type()) {
            case FlowEvent.TRACE ->
                TracePoint.of(event.subType()).map(TracePoint::text).orElseGet(() -> "" + event.subType());
            case FlowEvent.DROP -> DropReasons.text(event.subType());
            case FlowEvent.POLICY_VERDICT ->
                "policy-verdict:" + event.policyMatch().text() + " "
                        + flow.direction().text();
            case FlowEvent.CAPTURE, FlowEvent.TRACE_SOCK -> event.point();
            default -> "UNKNOWN";
        };
    }

    private static String messageType(L7 l7) {
        var type = l7.type().text();
        return switch (l7.message()) {
            case L7.Dns dns -> "dns-" + type + " " + dns.observationSource();
            case L7.Http _ -> "http-" + type;
            case L7.Kafka _ -> "kafka-" + type;
            case L7.Other _ -> "l7-" + type;
        };
    }

    String verdict(Flow flow) {
        var verdict = flow.verdict();
        if (flow.event().type() != FlowEvent.POLICY_VERDICT) {
            return options.palette().verdict(verdict, verdict.text());
        }
        return switch (verdict) {
            case FORWARDED, REDIRECTED ->
                options.palette().verdict(verdict, "ALLOWED") + by(flow.causes().allowedBy(flow.direction()));
            case DROPPED, ERROR ->
                options.palette().verdict(verdict, "DENIED") + by(flow.causes().deniedBy(flow.direction()));
            case AUDIT -> options.palette().verdict(verdict, "AUDITED");
            case UNKNOWN, TRACED, TRANSLATED -> options.palette().verdict(verdict, verdict.text());
        };
    }

    private String by(List<FlowPolicy> policies) {
        if (!options.policyNames() || policies.isEmpty()) {
            return "";
        }
        return policies.stream()
                .map(policy -> policy.name() + " (" + policy.kind() + ")")
                .collect(Collectors.joining(", ", " BY ", ""));
    }

    String summary(Flow flow) {
        var authentication = flow.context().authentication();
        return authentication.isEmpty() ? flow.summary() : flow.summary() + "; Auth: " + authentication;
    }
}
