// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.node;

import io.axoneme.kube.crd.CiliumNode;
import io.axoneme.kube.crd.CiliumNodeSpec;
import io.axoneme.model.Cidr;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A node as it is now.
 *
 * @param uid of the Node object
 * @param known how long it has been known to this operator
 * @param podCidrs what Kubernetes gives it; empty when nothing
 * @param addresses its addresses, in the order of the Node object
 * @param object its CiliumNode; null when it has none
 */
record NodeView(
        String name,
        String uid,
        Duration known,
        List<Cidr> podCidrs,
        List<CiliumNodeSpec.Address> addresses,
        @Nullable CiliumNode object) {

    NodeView {
        podCidrs = List.copyOf(podCidrs);
        addresses = List.copyOf(addresses);
    }

    /** What its CiliumNode already gives it. */
    List<Cidr> given() {
        return Optional.ofNullable(object)
                .map(CiliumNode::getSpec)
                .map(CiliumNodeSpec::ipam)
                .map(CiliumNodeSpec.Ipam::podCIDRs)
                .map(NodeView::parse)
                .orElse(List.of());
    }

    /** The ranges that can be read. */
    static List<Cidr> parse(@Nullable List<String> texts) {
        return Objects.requireNonNullElse(texts, List.<String>of()).stream()
                .flatMap(NodeView::parse)
                .toList();
    }

    private static Stream<Cidr> parse(String text) {
        try {
            return Stream.of(Cidr.parse(text));
        } catch (IllegalArgumentException e) {
            return Stream.empty();
        }
    }
}
