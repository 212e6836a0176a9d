// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import io.axoneme.cli.explain.Inquiry;
import io.axoneme.model.DnsNames;
import io.axoneme.model.IpAddress;
import io.axoneme.model.ReservedIdentity;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads an end: {@code demo/frontend} or {@code pod:demo/frontend}, {@code entity:host}, {@code node:worker-1}, {@code ip:203.0.113.9},
 * {@code fqdn:api.example.com} or, where the address is known, {@code fqdn:api.example.com=203.0.113.9}.
 */
final class EndArgument implements ITypeConverter<PolicyCase.End> {

    private static final Pattern DNS_NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*\\.?");

    @Override
    public PolicyCase.End convert(String text) {
        int colon = text.indexOf(':');
        var kind = colon < 0 ? "pod" : text.substring(0, colon);
        var value = text.substring(colon + 1);
        return switch (kind) {
            case "pod" -> pod(value);
            case "entity" -> new PolicyCase.End.Entity(entity(value));
            case "node" -> node(value);
            case "ip" -> new PolicyCase.End.Ip(address(value));
            case "fqdn" -> name(value);
            default ->
                throw new TypeConversionException(
                        "\"" + text + "\" is none of NAMESPACE/POD, entity:NAME, node:NAME, ip:ADDRESS, fqdn:NAME");
        };
    }

    private static PolicyCase.End pod(String name) {
        if (name.chars().filter(c -> c == '/').count() != 1 || name.startsWith("/") || name.endsWith("/")) {
            throw new TypeConversionException("\"" + name + "\" is not NAMESPACE/POD");
        }
        return new PolicyCase.End.Pod(name);
    }

    private static ReservedIdentity entity(String name) {
        return Arrays.stream(ReservedIdentity.values())
                .filter(r -> r.text().equals(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("\"" + name + "\" is none of "
                        + Arrays.stream(ReservedIdentity.values())
                                .map(ReservedIdentity::text)
                                .collect(Collectors.joining(", "))));
    }

    private static PolicyCase.End node(String name) {
        if (name.isEmpty()) {
            throw new TypeConversionException("node: without a name");
        }
        return new PolicyCase.End.Node(name);
    }

    private static PolicyCase.End name(String text) {
        int equals = text.indexOf('=');
        var name = equals < 0 ? text : text.substring(0, equals);
        if (!DNS_NAME.matcher(name).matches() || name.length() > DnsNames.MAX_LENGTH) {
            throw new TypeConversionException("\"" + name + "\" is not a DNS name");
        }
        return new PolicyCase.End.Name(
                DnsNames.name(name).text(), equals < 0 ? Inquiry.SOMEWHERE : address(text.substring(equals + 1)));
    }

    private static IpAddress address(String text) {
        try {
            return IpAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
