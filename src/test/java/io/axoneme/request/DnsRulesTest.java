// SPDX-License-Identifier: Apache-2.0
package io.axoneme.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.axoneme.model.L7Rules;
import io.axoneme.model.L7Rules.DnsRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsRulesTest {

    @ParameterizedTest
    @CsvSource({
        "api.example.com, api.example.com, true",
        "api.example.com, API.Example.com., true",
        "api.example.com., api.example.com, true",
        "API.example.com, api.example.com, true",
        "api.example.com, a.api.example.com, false",
        "api.example.com, apixexample.com, false",
    })
    void names(String name, String asked, boolean matches) {
        assertEquals(matches, DnsPattern.name(name).matches(asked));
    }

    @ParameterizedTest
    @CsvSource({
        "*, anything.at.all, true",
        "*, '', true",
        "*, ., true",
        "**, a.b, true",
        "***., a.b, true",
        "*.example.com, a.example.com, true",
        "*.example.com, A.example.COM., true",
        "*.example.com, _srv-1.example.com, true",
        "*.example.com, example.com, false",
        "*.example.com, b.a.example.com, false",
        "*.example.com, .example.com, true",
        "*example.com, example.com, true",
        "*example.com, myexample.com, true",
        "*example.com, a.example.com, false",
        "a*.example.com, a.example.com, true",
        "a*.example.com, abc.example.com, true",
        "a*.example.com, ab.c.example.com, false",
        "*.*.example.com, a.b.example.com, true",
        "*.*.example.com, a.example.com, false",
        "**.example.com, a.example.com, true",
        "**.example.com, c.b.a.example.com, true",
        "**.example.com, example.com, false",
        "**.example.com, .example.com, false",
        "**.example.com, a..example.com, false",
        "***.example.com, b.a.example.com, true",
        "**example.com, a.example.com, false",
        "a.**.example.com, a.b.example.com, true",
        "a.**.example.com, a.b.c.example.com, false",
        "sub*.example.com, sub1.examplexcom, false",
        "example.com, example.com, true",
    })
    void patterns(String pattern, String asked, boolean matches) {
        assertEquals(matches, DnsPattern.pattern(pattern).matches(asked));
    }

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
