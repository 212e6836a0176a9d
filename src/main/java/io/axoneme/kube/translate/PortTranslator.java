// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.model.PortMatch;
import io.axoneme.model.Problem.Reason;
import io.axoneme.model.Protocol;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An entry of {@code toPorts[].ports}: a number, a range or a name, with a protocol or with all that have ports. */
final class PortTranslator {

    /** IANA service name (RFC 6335): 1 to 15 letters, digits and single inner hyphens, one letter at least. */
    private static final Pattern NAME = Pattern.compile("(?=.{1,15}$)(?=.*[A-Za-z])[A-Za-z0-9]+(-[A-Za-z0-9]+)*");

    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");
    private static final List<String> FIELDS = List.of("port", "endPort", "protocol");
    private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP", "ICMP", "ICMPv6", "ANY");
    private static final List<String> UNBUILT = List.of("VRRP", "IGMP", "GRE", "IPIP", "IPV6", "ESP", "AH");
    private static final List<Protocol> WITH_PORTS = List.of(Protocol.TCP, Protocol.UDP, Protocol.SCTP);
    private static final String ANY = "ANY";

    private PortTranslator() {}

    /** Whether the text is an IANA service name. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /**
     * What the entry matches; nothing when it has a fault.
     *
     * @param l7 the protocols the entry's L7 rules can judge; null without L7 rules
     */
    static List<PortMatch> ports(Field entry, @Nullable L7Protocols l7) {
        if (!entry.isObject()) {
            return List.of();
        }
        entry.allowOnly(FIELDS);
        var protocol = entry.at("protocol");
        boolean portless = protocol.isText() && UNBUILT.contains(protocol.text());
        var port = portless ? entry.at("port").text() : Fields.required(entry.at("port"));
        var protocols = protocols(protocol, l7);
        var endPort = endPort(entry.at("endPort"));
        if (port == null) {
            return List.of();
        }
        if (isName(port)) {
            return named(entry, port, protocols, l7);
        }
        if (!NUMBER.matcher(port).matches()) {
            entry.at("port").report(Reason.INVALID, "\"" + port + "\" is neither a number nor an IANA service name");
            return List.of();
        }
        int first = Integer.parseInt(port);
        if (first > 65535) {
            entry.at("port").report(Reason.OUT_OF_RANGE, port + " is past 65535");
            return List.of();
        }
        return numbered(entry, first, endPort, protocols, l7);
    }

    /** The protocols meant; none when they are not known. */
    private static List<Protocol> protocols(Field field, @Nullable L7Protocols l7) {
        var text = field.present() ? field.text() : ANY;
        if (text == null) {
            return List.of();
        }
        if (UNBUILT.contains(text)) {
            field.report(Reason.UNSUPPORTED, "rules for protocol " + text + " are not enforced by this version");
            return List.of();
        }
        if (!PROTOCOLS.contains(text)) {
            field.report(Reason.INVALID, "unknown protocol \"" + text + "\"" + Spelling.hint(text, PROTOCOLS));
            return List.of();
        }
        if (text.equals(ANY)) {
            return l7 == null ? WITH_PORTS : l7.protocols();
        }
        var protocol = Protocol.parse(text).orElseThrow();
        if (l7 != null && !l7.protocols().contains(protocol)) {
            field.report(Reason.CONFLICT, l7.text() + " rules do not go with " + text);
            return List.of();
        }
        return List.of(protocol);
    }

    /** The last port; null without one. 0 stands for none, as in the API's Go types. */
    private static @Nullable Integer endPort(Field field) {
        var number = field.integer();
        if (number != null && (number < 0 || number > 65535)) {
            field.report(Reason.OUT_OF_RANGE, number + " is outside 0..65535");
            return null;
        }
        return number == null || number == 0 ? null : number.intValue();
    }

    private static List<PortMatch> named(Field entry, String name, List<Protocol> protocols, @Nullable L7Protocols l7) {
        if (entry.at("endPort").present()) {
            entry.at("endPort").report(Reason.CONFLICT, "a named port has no range");
        }
        if (protocols.stream().anyMatch(p -> !p.hasPorts())) {
            entry.at("port").report(Reason.CONFLICT, "ICMP has no named ports");
            return List.of();
        }
        var lowerCase = name.toLowerCase(Locale.ROOT);
        boolean any = protocols.equals(WITH_PORTS) && l7 == null;
        return any
                ? List.of(new PortMatch.Named(lowerCase, null))
                : protocols.stream()
                        .<PortMatch>map(p -> new PortMatch.Named(lowerCase, p))
                        .toList();
    }

    private static List<PortMatch> numbered(
            Field entry, int first, @Nullable Integer endPort, List<Protocol> protocols, @Nullable L7Protocols l7) {
        if (l7 != null && first == 0) {
            entry.at("port").report(Reason.CONFLICT, l7.text() + " rules need a port; 0 stands for every port");
        }
        if (l7 != null && endPort != null) {
            entry.at("endPort").report(Reason.CONFLICT, l7.text() + " rules do not go with a range of ports");
        }
        if (endPort != null && endPort < first) {
            entry.at("endPort").report(Reason.OUT_OF_RANGE, endPort + " is below port " + first);
            return List.of();
        }
        return protocols.stream()
                .map(p -> p.hasPorts() ? range(p, first, endPort) : type(entry, p, first))
                .filter(Objects::nonNull)
                .toList();
    }

    private static PortMatch range(Protocol protocol, int first, @Nullable Integer endPort) {
        int last = endPort == null ? first : endPort;
        boolean all = first == 0 && (endPort == null || last == 65535);
        return all ? new PortMatch.AllOf(protocol) : new PortMatch.Range(protocol, first, last);
    }

    /** With protocol ICMP or ICMPv6 the port is the message type, as in {@code icmps}. */
    private static @Nullable PortMatch type(Field entry, Protocol protocol, int type) {
        if (entry.at("endPort").present()) {
            entry.at("endPort").report(Reason.CONFLICT, "ICMP types have no range");
            return null;
        }
        return IcmpTranslator.match(entry.at("port"), protocol, type);
    }
}
