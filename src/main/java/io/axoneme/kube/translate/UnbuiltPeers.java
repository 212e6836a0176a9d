// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.kube.translate.SelectorTranslator.Keys;
import io.axoneme.model.Problem.Reason;
import java.util.List;

/** Peers of the API that this version does not enforce. They are checked all the same, so that one reading finds every fault. */
final class UnbuiltPeers {

    private UnbuiltPeers() {}

    static void report(Field rule, String prefix) {
        rule.at(prefix + "Groups").items().forEach(UnbuiltPeers::group);
        unsupported(rule.at(prefix + "Groups"), "peers by cloud provider groups are not enforced by this version");
        rule.at(prefix + "Requires").items().forEach(r -> SelectorTranslator.requirements(r, Keys.WITH_SOURCE));
        unsupported(
                rule.at(prefix + "Requires"),
                "this field was taken out of the API; write its conditions into each " + prefix + "Endpoints selector");
    }

    private static void unsupported(Field field, String message) {
        if (field.present()) {
            field.report(Reason.UNSUPPORTED, message);
        }
    }

    private static void group(Field entry) {
        entry.allowOnly(List.of("aws"));
        entry.at("aws").allowOnly(List.of("labels", "region", "securityGroupsIds", "securityGroupsNames"));
    }
}
