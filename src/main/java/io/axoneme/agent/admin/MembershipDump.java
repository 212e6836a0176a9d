// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.BitVector;
import io.axoneme.kernel.KernelMaps;
import io.axoneme.net.AdminReply;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code bpf membership list}: which selectors pick each identity, as the kernel has it; then what each bit means. */
final class MembershipDump {
    private final NodeView node;

    MembershipDump(NodeView node) {
        this.node = node;
    }

    AdminReply list(Arguments arguments) throws KernelUnreadable {
        arguments.noneLeft();
        SortedMap<Integer, Integer> slots = new TreeMap<>(Integer::compareUnsigned);
        slots.putAll(Dumps.of(node.maps(), AbiMaps.IDENTITY_SLOT));
        Map<Integer, BitVector> vectors = Dumps.of(node.maps(), KernelMaps.VectorMap.MEMBERSHIP);
        return AdminReply.of(arguments.json() ? json(slots, vectors) : text(slots, vectors));
    }

    private String text(SortedMap<Integer, Integer> slots, Map<Integer, BitVector> vectors) {
        TextTable identities = new TextTable("IDENTITY", "SLOT", "BITS");
        slots.forEach((identity, slot) -> identities.add(
                Integer.toUnsignedString(identity),
                Integer.toString(slot),
                vectors.getOrDefault(slot, BitVector.EMPTY).stream()
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(","))));
        TextTable selectors = new TextTable("BIT", "SELECTOR");
        node.selectors().forEach((bit, selector) -> selectors.add(Integer.toString(bit), selector));
        return identities.text() + "\n" + selectors.text();
    }

    private String json(SortedMap<Integer, Integer> slots, Map<Integer, BitVector> vectors) {
        var all = Json.object();
        var identities = all.putArray("identities");
        slots.forEach((identity, slot) -> {
            var bits = identities
                    .addObject()
                    .put("identity", Integer.toUnsignedLong(identity))
                    .put("slot", slot)
                    .putArray("bits");
            vectors.getOrDefault(slot, BitVector.EMPTY).stream().forEach(bits::add);
        });
        var selectors = all.putArray("selectors");
        node.selectors()
                .forEach(
                        (bit, selector) -> selectors.addObject().put("bit", bit).put("selector", selector));
        return Json.text(all);
    }
}
