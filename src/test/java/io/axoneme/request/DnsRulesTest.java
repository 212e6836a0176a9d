// SPDX-License-Identifier: Apache-2.0
package io.axoneme.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.axoneme.model.L7Rules;
import io.axoneme.model.L7Rules.DnsRule;
import java.util.List;
import org.junit.jupiter.api.Test;

class DnsRulesTest {

    @Test
    void theRuleThatTakesTheNameIsNamed() {
        var list = DnsRules.compile(
                new L7Rules.Dns(List.of(new DnsRule("api.example.com", null), new DnsRule(null, "*.example.org"))));
        assertEquals(new Decision.Passes(1, List.of()), list.judge("a.example.org"));
        assertEquals(
                new Decision.Refused(List.of(
                        "name example.org does not match api.example.com",
                        "name example.org does not match *.example.org")),
                list.judge("example.org"));
        assertInstanceOf(Decision.Malformed.class, list.judge("a".repeat(256)));
        assertEquals(
                new Decision.Passes(0, List.of()),
                DnsRules.compile(new L7Rules.Dns(List.of())).judge("a"));
    }
}
