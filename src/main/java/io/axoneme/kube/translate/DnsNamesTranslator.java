// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.model.DnsNames;
import io.axoneme.model.Problem.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entries of {@code toFQDNs} and of DNS rules: {@code matchName} or {@code matchPattern}. */
final class DnsNamesTranslator {

    private DnsNamesTranslator() {}

    /** A name or a pattern, of a full DNS name's characters; null when the entry has a fault. */
    static @Nullable DnsNames names(Field entry) {
        if (!entry.isObject()) {
            return null;
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
        var one = checkedName(name, "");
        var several = checkedName(pattern, "*");
        if (one != null) {
            return DnsNames.name(one);
        }
        return several == null ? null : DnsNames.pattern(several);
    }

    private static @Nullable String checkedName(Field field, String alsoAllowed) {
        if (!field.present()) {
            return null;
        }
        var text = Fields.required(field);
        if (text == null || isName(text, alsoAllowed)) {
            return text;
        }
        field.report(Reason.INVALID, "\"" + text + "\" is not a DNS name" + (alsoAllowed.isEmpty() ? "" : " pattern"));
        return null;
    }

    private static boolean isName(String text, String alsoAllowed) {
        boolean characters = text.chars()
                .allMatch(c -> (c < 128 && Character.isLetterOrDigit(c)) || ("-_." + alsoAllowed).indexOf(c) >= 0);
        return characters && text.length() <= DnsNames.MAX_LENGTH && !text.startsWith(".") && !text.contains("..");
    }
}
