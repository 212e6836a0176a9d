// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.model.Cidr;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Problem.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks that several translators make of one field. */
final class Fields {

    private Fields() {}

    /** The text; reported when it is absent or empty. */
    static @Nullable String required(Field field) {
        var text = field.text();
        if (!field.present() || (text != null && text.isEmpty())) {
            field.report(Reason.REQUIRED, "must not be empty");
            return null;
        }
        return text;
    }

    /** The prefix; reported when the text is none. */
    static @Nullable Cidr cidr(Field field) {
        var text = Fields.required(field);
        if (text == null) {
            return null;
        }
        try {
            return Cidr.parse(text);
        } catch (IllegalArgumentException e) {
            field.report(Reason.INVALID, "not a CIDR: " + e.getMessage());
            return null;
        }
    }

    /** The prefixes of a list; those that are none are reported and left out. */
    static List<Cidr> cidrs(Field list) {
        return list.items().stream().map(Fields::cidr).filter(Objects::nonNull).toList();
    }

    /** The addresses that stand in these fields; texts that are none are reported and left out. */
    static List<IpAddress> addresses(List<Field> fields) {
        var addresses = new ArrayList<IpAddress>();
        for (var field : fields) {
            var text = field.text();
            if (text != null && !text.isEmpty()) {
                try {
                    addresses.add(IpAddress.parse(text));
                } catch (IllegalArgumentException e) {
                    field.report(Reason.INVALID, String.valueOf(e.getMessage()));
                }
            }
        }
        return addresses.stream().distinct().toList();
    }

    /** Reports a list that is longer than the API takes. */
    static void atMost(int max, Field list) {
        int size = list.items().size();
        if (size > max) {
            list.report(Reason.TOO_MANY, size + " entries; at most " + max);
        }
    }
}
