// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import io.axoneme.abi.Abi;
import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.IpcacheValue;
import io.axoneme.net.AdminReply;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code bpf ipcache list}: who lives where, as the kernel has it. */
final class IpcacheDump {
    private final NodeView node;

    IpcacheDump(NodeView node) {
        this.node = node;
    }

    AdminReply list(Arguments arguments) throws KernelUnreadable {
        arguments.noneLeft();
        var aliases = node.aliases();
        var entries = Dumps.of(node.maps(), AbiMaps.IPCACHE).entrySet().stream()
                .map(e -> Map.entry(e.getKey().cidr(), e.getValue()))
                .sorted(Comparator.comparing(Map.Entry::getKey))
                .toList();
        if (arguments.json()) {
            var all = Json.array();
            entries.forEach(e -> {
                var entry = all.addObject()
                        .put("prefix", e.getKey().toString())
                        .put("identity", Integer.toUnsignedLong(e.getValue().identity()))
                        .put("local", local(e.getValue()));
                var pod = aliases.get(e.getValue().identity());
                if (pod != null) {
                    entry.put("podIdentity", pod);
                }
            });
            return AdminReply.of(Json.text(all));
        }
        TextTable table = new TextTable("IP PREFIX/ADDRESS", "IDENTITY");
        entries.forEach(e -> table.add(
                e.getKey().toString(),
                text(e.getValue()) + remark(aliases.get(e.getValue().identity()))));
        return AdminReply.of(table.text());
    }

    private static String remark(@Nullable Integer pod) {
        return pod == null ? "" : " (pod identity " + pod + ", in a CIDR)";
    }

    private static boolean local(IpcacheValue value) {
        return (value.flags() & Abi.IPCACHE_LOCAL) != 0;
    }

    private static String text(IpcacheValue value) {
        return "identity=" + Integer.toUnsignedString(value.identity()) + " encryptkey=" + value.encryptKey()
                + " tunnelendpoint=" + value.tunnel() + " flags=" + (local(value) ? "local" : "<none>");
    }
}
