// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import io.axoneme.abi.Abi;
import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.IpcacheValue;
import io.axoneme.model.Cidr;
import io.axoneme.net.AdminReply;
import java.util.TreeMap;
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
        var entries = new TreeMap<Cidr, IpcacheValue>();
        Dumps.of(node.maps(), AbiMaps.IPCACHE).forEach((key, value) -> entries.put(key.cidr(), value));
        Dumps.of(node.maps(), AbiMaps.IPCACHE_HOST).forEach((address, value) -> entries.put(Cidr.host(address), value));
        if (arguments.json()) {
            var all = Json.array();
            entries.forEach((prefix, value) -> {
                var entry = all.addObject()
                        .put("prefix", prefix.toString())
                        .put("identity", Integer.toUnsignedLong(value.identity()))
                        .put("local", local(value));
                var pod = aliases.get(value.identity());
                if (pod != null) {
                    entry.put("podIdentity", pod);
                }
            });
            return AdminReply.of(Json.text(all));
        }
        TextTable table = new TextTable("IP PREFIX/ADDRESS", "IDENTITY");
        entries.forEach(
                (prefix, value) -> table.add(prefix.toString(), text(value) + remark(aliases.get(value.identity()))));
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
