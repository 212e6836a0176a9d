// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.model.Problem.Reason;
import io.axoneme.model.Rule.Action;
import java.util.List;

/** Fields of a {@code toPorts} entry about TLS, server names and listeners: checked, and not enforced by this version. */
final class TlsFields {

    private static final List<String> TLS_FIELDS = List.of("secret", "trustedCA", "certificate", "privateKey");

    private TlsFields() {}

    static void check(Field entry, Action action) {
        var names = entry.at("serverNames");
        for (var name : names.texts()) {
            Fields.required(name);
        }
        boolean http = entry.at("rules").at("http").present();
        if (names.present() && http && !entry.at("terminatingTLS").present()) {
            names.report(Reason.CONFLICT, "server names beside HTTP rules need terminatingTLS");
        }
        entry.at("terminatingTLS").allowOnly(TLS_FIELDS);
        entry.at("originatingTLS").allowOnly(TLS_FIELDS);
        entry.at("listener").allowOnly(List.of("envoyConfig", "name", "priority"));
        for (var name : List.of("serverNames", "terminatingTLS", "originatingTLS", "listener")) {
            var field = entry.at(name);
            if (field.present() && action == Action.DENY) {
                field.report(Reason.CONFLICT, "does not go with a deny rule");
            } else if (field.present()) {
                field.report(Reason.UNSUPPORTED, "not enforced by this version");
            }
        }
    }
}
