// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.model.IpAddress;
import io.axoneme.model.NamedPorts;
import io.axoneme.model.Port;
import io.axoneme.model.Problem.Reason;
import io.axoneme.model.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads of a pod what its identity and its endpoint need. */
final class PodTranslator {

    /**
     * A pod, as far as policy asks for it.
     *
     * @param hostNetwork it has no network of its own, and so no endpoint
     * @param addresses empty until it has some
     */
    record Pod(
            ObjectMeta meta, boolean hostNetwork, String serviceAccount, NamedPorts ports, List<IpAddress> addresses) {}

    private PodTranslator() {}

    static Pod pod(Field document) {
        var spec = document.at("spec");
        var account = spec.at("serviceAccountName").text();
        return new Pod(
                ObjectMeta.of(document),
                Boolean.TRUE.equals(spec.at("hostNetwork").bool()),
                account == null || account.isEmpty() ? "default" : account,
                ports(spec),
                addresses(document.at("status")));
    }

    private static NamedPorts ports(Field spec) {
        var entries = spec.at("containers").items().stream()
                .flatMap(c -> c.at("ports").items().stream())
                .filter(p -> p.at("name").present())
                .map(PodTranslator::port)
                .filter(Objects::nonNull)
                .toList();
        return new NamedPorts(entries);
    }

    private static NamedPorts.@Nullable Entry port(Field port) {
        var name = Fields.required(port.at("name"));
        var number = port.at("containerPort").integer();
        var text = port.at("protocol").present() ? port.at("protocol").text() : "TCP";
        var protocol = text == null ? null : Protocol.parse(text).orElse(null);
        if (name == null || number == null || number < 1 || number > 65535 || protocol == null) {
            port.report(
                    Reason.INVALID, "a container port needs a containerPort in 1..65535 and protocol TCP, UDP or SCTP");
            return null;
        }
        return new NamedPorts.Entry(name.toLowerCase(Locale.ROOT), new Port(protocol, number.intValue()));
    }

    private static List<IpAddress> addresses(Field status) {
        var fields = new ArrayList<Field>();
        fields.add(status.at("podIP"));
        status.at("podIPs").items().forEach(ip -> fields.add(ip.at("ip")));
        return Fields.addresses(fields);
    }
}
