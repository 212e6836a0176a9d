// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.kube.translate.SelectorTranslator.Keys;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.Problem.Reason;
import java.util.ArrayList;
import java.util.List;

/** An entry of {@code toServices}: a service by name, services by their labels, or both. Without a namespace they are of any. */
final class ServicePeers {

    private static final List<String> FIELDS = List.of("k8sService", "k8sServiceSelector");

    private ServicePeers() {}

    /** The services meant; none when the entry has a fault. */
    static List<PeerSelector> peers(Field entry) {
        if (!entry.isObject()) {
            return List.of();
        }
        entry.allowOnly(FIELDS);
        var byName = entry.at("k8sService");
        var byLabels = entry.at("k8sServiceSelector");
        if (!byName.present() && !byLabels.present()) {
            entry.report(Reason.REQUIRED, "needs k8sService or k8sServiceSelector");
        }
        var peers = new ArrayList<PeerSelector>();
        if (byName.present() && byName.isObject()) {
            byName.allowOnly(List.of("serviceName", "namespace"));
            var name = Fields.required(byName.at("serviceName"));
            if (name != null) {
                peers.add(new PeerSelector.OfServices(namespace(byName), name, LabelSelector.everything()));
            }
        }
        if (byLabels.present() && byLabels.isObject()) {
            byLabels.allowOnly(List.of("selector", "namespace"));
            if (!byLabels.at("selector").present()) {
                byLabels.at("selector").report(Reason.REQUIRED, "must not be empty");
            }
            var labels = SelectorTranslator.requirements(byLabels.at("selector"), Keys.WITH_SOURCE);
            peers.add(new PeerSelector.OfServices(namespace(byLabels), "", new LabelSelector(labels)));
        }
        return peers;
    }

    private static String namespace(Field of) {
        var text = of.at("namespace").text();
        return text == null ? "" : text;
    }
}
