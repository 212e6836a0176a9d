// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import java.time.Instant;
import java.util.List;

/** Flows for tests. */
public final class Flows {

    public static final Instant TIME = Instant.parse("2026-11-22T10:00:00.123Z");

    private Flows() {}

    /** A flow that is told from others by its unique id. */
    public static Flow numbered(long number) {
        return tcp("u" + number, TIME.plusSeconds(number), pod("default", "a"), pod("default", "b"), 80);
    }

    /** A first packet that was forwarded. */
    public static Flow tcp(String uuid, Instant time, FlowPeer source, FlowPeer destination, int port) {
        var packet = new Packet(
                null,
                new Packet.Ip("10.0.0.1", "", "10.0.0.2", 4, false),
                new Layer4.Tcp(40000, port, new TcpFlags(TcpFlags.SYN)));
        return new Flow(
                time,
                uuid,
                "node1",
                List.of(),
                FlowVerdict.FORWARDED,
                FlowEvent.trace(TracePoint.TO_ENDPOINT, TraceReason.NEW),
                packet,
                source,
                destination,
                FlowDirection.INGRESS,
                Reply.NO,
                Causes.NONE,
                null,
                FlowContext.NONE,
                "TCP Flags: SYN");
    }

    public static FlowPeer pod(String namespace, String name) {
        return new FlowPeer(
                7,
                1000,
                "",
                namespace,
                name,
                List.of("k8s:app=" + name, "k8s:io.kubernetes.pod.namespace=" + namespace),
                List.of(new WorkloadName("Deployment", name)),
                List.of(),
                null);
    }
}
