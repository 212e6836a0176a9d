// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsNamesTest {

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
        assertEquals(matches, DnsNames.name(name).matches(asked));
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
        "**.*.example.com, b.a.example.com, true",
        "**.*.example.com, a.example.com, false",
        "*, é, true",
        "*.com, é.com, false",
        "**.com, é.com, false",
    })
    void patterns(String pattern, String asked, boolean matches) {
        assertEquals(matches, DnsNames.pattern(pattern).matches(asked));
    }

    @Test
    void starsOfANameStandForThemselves() {
        assertFalse(DnsNames.name("*.example.com").matches("a.example.com"));
    }

    @Test
    void noNameIsLongerThanDnsAllows() {
        assertFalse(DnsNames.pattern("*").matches("a".repeat(256)));
    }

    @Test
    void theRootIsTheNameWithoutLetters() {
        assertEquals(DnsNames.name("."), DnsNames.name(""));
        assertFalse(DnsNames.pattern(".").matches("a"));
    }
}
