// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LabelFilterTest {

    @Test
    void withoutPatternsTheDefaultsHold() {
        assertEquals(List.of("app", "team"), kept("", "app", "team", "pod-template-hash", "k8s.io/x"));
        assertEquals(List.of("app.kubernetes.io/name"), kept("  ", "app.kubernetes.io/name", "kubernetes.io/x"));
    }

    @Test
    void exclusivePatternsJoinTheDefaults() {
        assertEquals(List.of("app"), kept("!team !k8s:release", "app", "team", "release-2", "pod-template-hash"));
    }

    @Test
    void anInclusivePatternLeavesOutWhatNoneMatches() {
        assertEquals(List.of("k8s-app", "role"), kept("k8s:role k8s-app", "k8s-app", "role", "app"));
        assertEquals(List.of("role"), kept("role !role-tmp", "role", "role-tmp", "app"));
    }

    @Test
    void patternsAreAnchoredAtTheStart() {
        assertEquals(List.of("my-team"), kept("!team", "my-team", "team"));
    }

    @Test
    void aPatternThatIsNoneIsRefused() {
        assertThrows(PatternSyntaxException.class, () -> LabelFilter.parse("app ("));
    }

    private static List<String> kept(String patterns, String... keys) {
        var filter = LabelFilter.parse(patterns);
        return Stream.of(keys).filter(filter::relevant).toList();
    }
}
