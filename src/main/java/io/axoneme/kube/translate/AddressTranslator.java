// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.model.Cidr;
import io.axoneme.model.ClusterNode;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Label;
import io.axoneme.model.LabelKeys;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.Labels;
import io.axoneme.model.World;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Gathers what objects say of addresses that are no pod's: nodes, DNS services, pod ranges. */
final class AddressTranslator {

    /** Where NodeLocal DNSCache listens by default (Kubernetes documentation, "Using NodeLocal DNSCache"). */
    private static final IpAddress NODE_LOCAL_DNS = IpAddress.parse("169.254.20.10");

    private final LabelSelector dnsPods;
    private final NodeTranslator nodes = new NodeTranslator();
    private final Set<IpAddress> dns = new HashSet<>(Set.of(NODE_LOCAL_DNS));
    private final List<Cidr> podCidrs = new ArrayList<>();

    AddressTranslator(LabelSelector dnsPods) {
        this.dnsPods = dnsPods;
    }

    void node(Field node) {
        nodes.add(node, node.at("status").at("addresses"), "address");
        var cidrs = node.at("spec").at("podCIDRs");
        podCidrs.addAll(Fields.cidrs(cidrs));
        if (!cidrs.present() && node.at("spec").at("podCIDR").present()) {
            podCidrs.addAll(Stream.of(Fields.cidr(node.at("spec").at("podCIDR")))
                    .filter(Objects::nonNull)
                    .toList());
        }
    }

    void ciliumNode(Field node) {
        nodes.add(node, node.at("spec").at("addresses"), "ip");
        podCidrs.addAll(Fields.cidrs(node.at("spec").at("ipam").at("podCIDRs")));
    }

    /** A service all of whose pods are DNS servers, by what it selects, has DNS addresses. */
    void service(Field service) {
        var meta = ObjectMeta.of(service);
        var selected = new ArrayList<Label>();
        ObjectMeta.texts(service.at("spec").at("selector")).forEach((k, v) -> selected.add(Label.k8s(k, v)));
        selected.add(Label.k8s(LabelKeys.NAMESPACE, meta.namespace()));
        if (!dnsPods.matches(Labels.of(selected))) {
            return;
        }
        var fields = new ArrayList<>(service.at("spec").at("clusterIPs").items());
        fields.add(service.at("spec").at("clusterIP"));
        fields.removeIf(f -> "None".equals(f.text()) || "".equals(f.text()));
        dns.addAll(Fields.addresses(fields));
    }

    World.Addresses addresses(Set<IpAddress> apiServers, Map<IpAddress, Set<String>> names) {
        return new World.Addresses(nodes.addresses(), apiServers, dns, podCidrs, names);
    }

    /** By name. */
    List<ClusterNode> nodes() {
        return nodes.nodes();
    }
}
