// SPDX-License-Identifier: Apache-2.0
package io.axoneme.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.model.L7Rules;
import io.axoneme.model.L7Rules.HeaderMatch;
import io.axoneme.model.L7Rules.HeaderMatch.Mismatch;
import io.axoneme.model.L7Rules.HttpRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HttpRulesTest {

    private static final HttpRequest GET = HttpRequest.of("GET", "/public", "api.example:8080");

    private static HttpRules rules(HttpRule... rules) {
        return HttpRules.compile(new L7Rules.Http(List.of(rules)));
    }

    private static HttpRule rule(@Nullable String method, @Nullable String path, @Nullable String host) {
        return new HttpRule(method, path, host, List.of());
    }

    private static HttpRule header(String name, @Nullable String value, Mismatch mismatch) {
        return new HttpRule(null, null, null, List.of(new HeaderMatch(name, value, mismatch)));
    }

    private static HttpRequest with(String name, String... values) {
        return new HttpRequest("GET", "/", "a", Map.of(name, List.of(values)));
    }

    @Test
    void theFirstRuleThatLetsItPassIsNamed() {
        var list = rules(rule("POST", null, null), rule("GET", "/public", null), rule("GET", null, null));
        assertEquals(new Decision.Passes(1, List.of()), list.judge(GET));
        assertEquals(
                new Decision.Refused(List.of(
                        "method PUT does not match POST",
                        "method PUT does not match GET",
                        "method PUT does not match GET")),
                list.judge(HttpRequest.of("PUT", "/public", "a")));
    }

    @Test
    void everyConditionOfARuleMustHold() {
        var all = rules(rule("GET", "/public", "api\\.example"));
        assertTrue(all.judge(GET).passes());
        assertEquals(
                new Decision.Refused(List.of("method get does not match GET")),
                all.judge(HttpRequest.of("get", "/public", "api.example")));
        assertEquals(
                new Decision.Refused(List.of("path /public?x=1 does not match /public")),
                all.judge(HttpRequest.of("GET", "/public?x=1", "api.example")));
        assertEquals(
                new Decision.Refused(List.of("host apiXexample does not match api\\.example")),
                all.judge(HttpRequest.of("GET", "/public", "apiXexample")));
    }

    @Test
    void noConditionAndNoRuleLetEverythingPass() {
        assertEquals(
                new Decision.Passes(0, List.of()), rules(rule(null, null, null)).judge(GET));
        assertEquals(new Decision.Passes(0, List.of()), rules().judge(GET));
    }

    @Test
    void pathsAreJudgedInTheirNormalForm() {
        var list = rules(rule(null, "/public/.*", null));
        assertTrue(list.judge(HttpRequest.of("GET", "/x/..//%70ublic/a", "a")).passes());
        assertEquals(
                new Decision.Refused(List.of("path /secret does not match /public/.*")),
                list.judge(HttpRequest.of("GET", "/public/%2e%2e/secret", "a")));
    }

    @ParameterizedTest
    @CsvSource({
        "api.example, api.example, true",
        "api.example, API.Example, true",
        "API.example, api.example, true",
        "api.example, api.example:8080, true",
        "api.example:8080, api.example:8080, true",
        "api.example:80, api.example:8080, false",
        "api.example, api.example:80x, false",
        "api.example, evil.api.example, false",
        "\\[::1\\], [::1]:80, true",
        "\\[::1\\], [::1], true",
        "\\[:, [::1], false",
        ".*, '', false",
    })
    void hostsInAnyCaseWithAndWithoutPort(String expression, String host, boolean passes) {
        assertEquals(
                passes,
                rules(rule(null, null, expression))
                        .judge(HttpRequest.of("GET", "/", host))
                        .passes());
    }

    @Test
    void headersByPresenceOrWholeValue() {
        var present = rules(header("X-Key", null, Mismatch.FAIL));
        assertTrue(present.judge(with("x-key", "anything")).passes());
        assertEquals(new Decision.Refused(List.of("header X-Key is missing")), present.judge(GET));
        var valued = rules(header("X-Key", "v", Mismatch.FAIL));
        assertTrue(valued.judge(with("X-KEY", "v")).passes());
        assertEquals(
                new Decision.Refused(List.of("header X-Key is \"V\", not \"v\"")), valued.judge(with("x-key", "V")));
        assertEquals(
                new Decision.Refused(List.of("header X-Key is \"v,w\", not \"v\"")),
                valued.judge(with("x-key", "v", "w")));
        assertTrue(rules(header("host", "api.example:8080", Mismatch.FAIL))
                .judge(GET)
                .passes());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FAIL", value = Mismatch.class)
    void aMismatchThatIsToBeMendedPassesAndIsTold(Mismatch mismatch) {
        var list = rules(header("X-Key", "v", mismatch));
        var told = new Decision.Passes(0, List.of(new HeaderMatch("X-Key", "v", mismatch)));
        assertEquals(told, list.judge(GET));
        assertEquals(told, list.judge(with("x-key", "w")));
        assertEquals(new Decision.Passes(0, List.of()), list.judge(with("x-key", "v")));
    }

    @Test
    void whatNoProxyPassesOnIsRefusedWhateverTheRules() {
        var everything = rules();
        assertInstanceOf(Decision.Malformed.class, everything.judge(HttpRequest.of("GET", "/a%00", "a")));
        var tooLong = "a".repeat(HttpRules.MAX_LENGTH + 1);
        assertInstanceOf(Decision.Malformed.class, everything.judge(HttpRequest.of(tooLong, "/", "a")));
        assertInstanceOf(Decision.Malformed.class, everything.judge(HttpRequest.of("GET", "/", tooLong)));
        assertInstanceOf(Decision.Malformed.class, everything.judge(with("x", tooLong)));
        assertTrue(everything.judge(with("x", tooLong.substring(1))).passes());
    }
}
