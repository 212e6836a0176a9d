// SPDX-License-Identifier: Apache-2.0
package io.axoneme.request;

import io.axoneme.model.L7Rules;
import io.axoneme.model.RuleList;
import java.util.List;
import java.util.function.Function;

/**
 * What a proxy makes of one request of a redirected packet's connection. It passes when one list lets it pass.
 *
 * @param lists each list of the verdict with what it says, in the verdict's order
 */
public record ProxyVerdict(List<OfList> lists) {

    /** One list, and what it says. */
    public record OfList(RuleList list, Decision decision) {}

    public ProxyVerdict {
        lists = List.copyOf(lists);
    }

    /** Holds a request against the lists of a redirected verdict. DNS rules let no HTTP request pass. */
    public static ProxyVerdict of(List<RuleList> lists, HttpRequest request) {
        return each(lists, rules -> switch (rules) {
            case L7Rules.Http http -> HttpRules.compile(http).judge(request);
            case L7Rules.Dns dns -> new Decision.Malformed("the port takes DNS queries, and this is an HTTP request");
        });
    }

    /** Holds a query for this name against the lists of a redirected verdict. HTTP rules let no DNS query pass. */
    public static ProxyVerdict of(List<RuleList> lists, String dnsName) {
        return each(lists, rules -> switch (rules) {
            case L7Rules.Http http -> new Decision.Malformed("the port takes HTTP requests, and this is a DNS query");
            case L7Rules.Dns dns -> DnsRules.compile(dns).judge(dnsName);
        });
    }

    private static ProxyVerdict each(List<RuleList> lists, Function<L7Rules, Decision> judge) {
        return new ProxyVerdict(
                lists.stream().map(l -> new OfList(l, judge.apply(l.rules()))).toList());
    }

    public boolean passes() {
        return lists.stream().anyMatch(l -> l.decision().passes());
    }

    /** The lists that let it pass; when none does, all. */
    public List<OfList> deciding() {
        return passes() ? lists.stream().filter(l -> l.decision().passes()).toList() : lists;
    }
}
