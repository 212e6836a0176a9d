// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.kube.translate.SelectorTranslator.Keys;
import io.axoneme.model.Problem.Reason;
import java.util.List;

/** Peers of the API that this version does not enforce. They are checked all the same, so that one reading finds every fault. */
final class UnbuiltPeers {

    private static final int MAX_NAME_LENGTH = 255;

    private UnbuiltPeers() {}

    static void report(Field rule, String prefix) {
        rule.at(prefix + "Groups").items().forEach(UnbuiltPeers::group);
        unsupported(rule.at(prefix + "Groups"), "peers by cloud provider groups are not enforced by this version");
        rule.at(prefix + "Requires").items().forEach(r -> SelectorTranslator.requirements(r, Keys.WITH_SOURCE));
        unsupported(
                rule.at(prefix + "Requires"),
                "this field was taken out of the API; write its conditions into each " + prefix + "Endpoints selector");
        rule.at("toFQDNs").items().forEach(UnbuiltPeers::fqdn);
        unsupported(rule.at("toFQDNs"), "peers by DNS name are not enforced by this version");
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

    /** A name or a pattern, of a full DNS name's characters. */
    static void fqdn(Field entry) {
        if (!entry.isObject()) {
            return;
        }
        entry.allowOnly(List.of("matchName", "matchPattern"));
        var name = entry.at("matchName");
        var pattern = entry.at("matchPattern");
        if (!name.present() && !pattern.present()) {
            entry.report(Reason.REQUIRED, "needs matchName or matchPattern");
        }
        if (name.present() && pattern.present()) {
            pattern.report(Reason.CONFLICT, "stands beside " + name.path() + "; an entry takes one of the two");
        }
        checkName(name, "");
        checkName(pattern, "*");
    }

    private static void checkName(Field field, String alsoAllowed) {
        if (!field.present()) {
            return;
        }
        var text = Fields.required(field);
        if (text != null && !isName(text, alsoAllowed)) {
            field.report(
                    Reason.INVALID, "\"" + text + "\" is not a DNS name" + (alsoAllowed.isEmpty() ? "" : " pattern"));
        }
    }

    private static boolean isName(String text, String alsoAllowed) {
        boolean characters = text.chars()
                .allMatch(c -> (c < 128 && Character.isLetterOrDigit(c)) || ("-_." + alsoAllowed).indexOf(c) >= 0);
        return characters && text.length() <= MAX_NAME_LENGTH && !text.startsWith(".") && !text.contains("..");
    }
}
