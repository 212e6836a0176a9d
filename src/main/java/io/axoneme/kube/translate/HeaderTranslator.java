// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.model.L7Rules.HeaderMatch;
import io.axoneme.model.L7Rules.HeaderMatch.Mismatch;
import io.axoneme.model.Problem.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code headers} and {@code headerMatches} of an HTTP rule. */
final class HeaderTranslator {

    private static final List<String> FIELDS = List.of("name", "value", "secret", "mismatch");

    /** What may be written; left out it is FAIL. */
    private static final List<String> MISMATCHES = Arrays.stream(Mismatch.values())
            .filter(m -> m != Mismatch.FAIL)
            .map(Mismatch::name)
            .toList();

    /** Source: RFC 9110 §5.6.2, token. */
    private static final Pattern NAME = Pattern.compile("[-!#$%&'*+.^_`|~0-9A-Za-z]+");

    private HeaderTranslator() {}

    /** {@code Name}, {@code Name: value} or {@code Name value}: the first space parts them, as in the reference. Null with a fault. */
    static @Nullable HeaderMatch header(Field field) {
        var text = Objects.requireNonNullElse(field.text(), "");
        int space = text.indexOf(' ');
        var head = space < 0 ? text : text.substring(0, space);
        var name = space >= 0 && head.endsWith(":") ? head.substring(0, head.length() - 1) : head;
        if (!NAME.matcher(name).matches()) {
            field.report(
                    Reason.INVALID,
                    "\"" + name
                            + "\" is no header name; write \"Name\", or \"Name: value\" with a space after the colon");
            return null;
        }
        return new HeaderMatch(name, space < 0 ? null : text.substring(space + 1), Mismatch.FAIL);
    }

    /** Null with a fault that leaves nothing to match. */
    static @Nullable HeaderMatch match(Field match) {
        match.allowOnly(FIELDS);
        var name = Fields.required(match.at("name"));
        if (match.at("secret").present()) {
            match.at("secret").report(Reason.UNSUPPORTED, "not enforced by this version");
        }
        var value = match.at("value").text();
        var mismatch = mismatch(match.at("mismatch"));
        return name == null ? null : new HeaderMatch(name, "".equals(value) ? null : value, mismatch);
    }

    private static Mismatch mismatch(Field field) {
        var text = field.text();
        if (text == null || text.isEmpty()) {
            return Mismatch.FAIL;
        }
        if (!MISMATCHES.contains(text)) {
            field.report(Reason.INVALID, "unknown mismatch action \"" + text + "\"" + Spelling.hint(text, MISMATCHES));
            return Mismatch.FAIL;
        }
        return Mismatch.valueOf(text);
    }
}
