// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.model.PortMatch;
import io.axoneme.model.Problem.Reason;
import io.axoneme.model.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code icmps}: message types by number or name. */
final class IcmpTranslator {

    private static final int MAX_FIELDS = 40;
    private static final Map<Protocol, Map<String, Integer>> TYPES =
            Map.of(Protocol.ICMP, IcmpNames.V4, Protocol.ICMPV6, IcmpNames.V6);

    private IcmpTranslator() {}

    /** The types of one entry of the list. */
    static List<PortMatch> types(Field entry) {
        if (!entry.isObject()) {
            return List.of();
        }
        entry.allowOnly(List.of("fields"));
        Fields.atMost(MAX_FIELDS, entry.at("fields"));
        return entry.at("fields").items().stream()
                .map(IcmpTranslator::field)
                .filter(Objects::nonNull)
                .toList();
    }

    private static @Nullable PortMatch field(Field field) {
        if (!field.isObject()) {
            return null;
        }
        field.allowOnly(List.of("family", "type"));
        var protocol = family(field.at("family"));
        var type = field.at("type");
        if (!type.present()) {
            type.report(Reason.REQUIRED, "must not be empty");
            return null;
        }
        var number = type.isText() ? byName(type, protocol) : type.integer();
        return number == null || protocol == null ? null : match(type, protocol, number);
    }

    private static @Nullable Protocol family(Field field) {
        var text = field.present() ? field.text() : "IPv4";
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "IPv4" -> Protocol.ICMP;
            case "IPv6" -> Protocol.ICMPV6;
            default -> {
                field.report(
                        Reason.INVALID,
                        "unknown family \"" + text + "\"" + Spelling.hint(text, List.of("IPv4", "IPv6")));
                yield null;
            }
        };
    }

    private static @Nullable Long byName(Field field, @Nullable Protocol protocol) {
        var text = Objects.requireNonNull(field.text());
        if (text.matches("0|[1-9][0-9]{0,8}")) {
            return Long.valueOf(text);
        }
        if (protocol == null) {
            return null;
        }
        var names = Objects.requireNonNull(TYPES.get(protocol));
        var number = names.get(text);
        if (number == null) {
            field.report(
                    Reason.INVALID,
                    "unknown " + protocol.text() + " type \"" + text + "\"" + Spelling.hint(text, names.keySet()));
            return null;
        }
        return number.longValue();
    }

    /** Type 0 stands for every type; reported when there is no such type. */
    static @Nullable PortMatch match(Field field, Protocol protocol, long type) {
        if (type < 0 || type > 255) {
            field.report(Reason.OUT_OF_RANGE, "type " + type + " is outside 0..255");
            return null;
        }
        return type == 0 ? new PortMatch.AllOf(protocol) : new PortMatch.IcmpType(protocol, (int) type);
    }
}
