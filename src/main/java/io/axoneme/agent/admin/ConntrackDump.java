// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import io.axoneme.abi.Abi;
import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.CtKey;
import io.axoneme.abi.CtValue;
import io.axoneme.net.AdminReply;
import io.axoneme.net.EndpointRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** {@code bpf ct list [ENDPOINT]}: connections as the kernel has them; those that have expired are left out. */
final class ConntrackDump {
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final NodeView node;
    private final LongSupplier monotonicNs;

    /**
     * A dump of what there is when it is asked for.
     *
     * @param monotonicNs the kernel's CLOCK_MONOTONIC
     */
    ConntrackDump(NodeView node, LongSupplier monotonicNs) {
        this.node = node;
        this.monotonicNs = monotonicNs;
    }

    AdminReply list(Arguments arguments) throws KernelUnreadable {
        int endpoint = arguments.rest().isEmpty() ? 0 : endpoint(arguments.one("at most one endpoint's number"));
        Map<Integer, EndpointRecord> records = new TreeMap<>();
        node.endpoints().forEach(r -> records.put(r.endpointId(), r));
        Map<CtKey, CtValue> entries = Dumps.of(node.maps(), AbiMaps.CT_NEW);
        entries.putAll(Dumps.of(node.maps(), AbiMaps.CT_EST));
        long now = monotonicNs.getAsLong();
        List<String> lines = new ArrayList<>();
        entries.forEach((key, value) -> {
            if ((endpoint == 0 || key.endpointId() == endpoint) && value.expiresNs() > now) {
                lines.add(line(key, value, records.get(key.endpointId()), now));
            }
        });
        lines.sort(null);
        return AdminReply.of(String.join("", lines));
    }

    private static int endpoint(String text) {
        if (!text.matches("[1-9][0-9]{0,3}")) {
            throw new Arguments.Misunderstood("bpf ct list: \"" + text + "\" is no endpoint's number");
        }
        return Integer.parseInt(text);
    }

    private static String line(CtKey key, CtValue value, @Nullable EndpointRecord record, long now) {
        boolean ingress = (value.flags() & Abi.CT_INGRESS) != 0;
        String local = local(key, record) + ":" + key.localPort();
        String peer = key.peer() + ":" + key.peerPort();
        return "%s %s %s -> %s endpoint=%d expires=%ds packets=%d/%d bytes=%d/%d flags=%s verdict=%s policy=%d identity=%d%n"
                .formatted(
                        Protocols.name(key.protocol()),
                        ingress ? "IN" : "OUT",
                        ingress ? peer : local,
                        ingress ? local : peer,
                        key.endpointId(),
                        (value.expiresNs() - now) / NS_PER_SECOND,
                        value.forward().packets(),
                        value.reply().packets(),
                        value.forward().bytes(),
                        value.reply().bytes(),
                        flags(value.flags()),
                        ActionText.of(value.ticket().action()),
                        Integer.toUnsignedLong(value.ticket().policyId()),
                        value.ticket().identity());
    }

    private static String local(CtKey key, @Nullable EndpointRecord record) {
        if (record == null) {
            return "endpoint-" + key.endpointId();
        }
        var address = key.peer().isV4() ? record.ipv4() : record.ipv6();
        return address == null ? record.sandbox().subject() : address.toString();
    }

    private static String flags(int flags) {
        List<String> names = new ArrayList<>();
        addIf(names, flags, Abi.CT_REPLY_SEEN, "reply-seen");
        addIf(names, flags, Abi.CT_ESTABLISHED, "established");
        addIf(names, flags, Abi.CT_FIN_FORWARD, "fin");
        addIf(names, flags, Abi.CT_FIN_REPLY, "fin-reply");
        addIf(names, flags, Abi.CT_RST, "rst");
        return names.isEmpty() ? "<none>" : String.join(",", names);
    }

    private static void addIf(List<String> names, int flags, int flag, String name) {
        if ((flags & flag) != 0) {
            names.add(name);
        }
    }
}
