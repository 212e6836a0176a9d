// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.model.Direction;
import io.axoneme.model.L7Rules;
import io.axoneme.model.Problem.Reason;
import io.axoneme.request.Expression;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code toPorts[].rules}: what a proxy lets pass. */
final class L7Translator {

    private static final List<String> FIELDS = List.of("http", "dns", "kafka", "l7", "l7proto");
    private static final List<String> HTTP_FIELDS = List.of("method", "path", "host", "headers", "headerMatches");

    private final Set<Feature> features;

    L7Translator(Set<Feature> features) {
        this.features = features;
    }

    /** The kind of rules that stands there; null without rules. */
    static @Nullable L7Protocols kind(Field rules) {
        return rules.at("http").present() ? L7Protocols.HTTP : rules.at("dns").present() ? L7Protocols.DNS : null;
    }

    /** The rules; null when there are none or they have a fault. */
    @Nullable
    L7Rules rules(Field rules, Direction direction) {
        rules.allowOnly(FIELDS);
        for (var gone : List.of("kafka", "l7", "l7proto")) {
            if (rules.at(gone).present()) {
                rules.at(gone).report(Reason.UNSUPPORTED, "this kind of L7 rules is not enforced by this version");
            }
        }
        var http = rules.at("http");
        var dns = rules.at("dns");
        if (http.present() && dns.present()) {
            dns.report(Reason.CONFLICT, "stands beside " + http.path() + "; a port takes one kind of L7 rules");
        }
        if (dns.present() && direction == Direction.INGRESS) {
            dns.report(Reason.CONFLICT, "DNS rules judge egress only");
        }
        checkBuilt(http, Feature.HTTP, "HTTP rules are");
        checkBuilt(dns, Feature.DNS_RULES, "DNS rules are");
        var httpRules = http.items().stream().map(L7Translator::httpRule).toList();
        var dnsRules = dns.items().stream()
                .map(L7Translator::dnsRule)
                .filter(Objects::nonNull)
                .toList();
        return http.present() ? new L7Rules.Http(httpRules) : dns.present() ? new L7Rules.Dns(dnsRules) : null;
    }

    private void checkBuilt(Field field, Feature feature, String subject) {
        if (field.present() && !features.contains(feature)) {
            field.report(Reason.UNSUPPORTED, subject + " not enforced by this version");
        }
        if (field.present() && field.items().isEmpty()) {
            field.report(
                    Reason.REQUIRED, "an empty list; leave it out to let everything pass as it is, or write one rule");
        }
    }

    private static L7Rules.HttpRule httpRule(Field rule) {
        rule.allowOnly(HTTP_FIELDS);
        var headers = Stream.concat(
                        rule.at("headers").texts().stream().map(HeaderTranslator::header),
                        rule.at("headerMatches").items().stream().map(HeaderTranslator::match))
                .filter(Objects::nonNull)
                .toList();
        return new L7Rules.HttpRule(
                expression(rule.at("method")), expression(rule.at("path")), expression(rule.at("host")), headers);
    }

    /** Empty asks as little as absent. */
    private static @Nullable String expression(Field field) {
        var text = field.text();
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return Expression.compile(text).toString();
        } catch (IllegalArgumentException e) {
            field.report(Reason.INVALID, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static L7Rules.@Nullable DnsRule dnsRule(Field rule) {
        DnsNamesTranslator.names(rule);
        var name = rule.at("matchName").text();
        var pattern = rule.at("matchPattern").text();
        return (name == null) == (pattern == null) ? null : new L7Rules.DnsRule(name, pattern);
    }
}
