// SPDX-License-Identifier: Apache-2.0
package io.axoneme.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestPathTest {

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/a/b, /a/b",
        "/a/, /a/",
        // Escapes: unreserved characters, others, once only.
        "/%61%7E%2d%5f, /a~-_",
        "/a%c3%a9%20b, /a%C3%A9%20b",
        "/a%252e%252e/b, /a%252e%252e/b",
        "/a%3Fb, /a%3Fb",
        // Dot segments, escaped ones too.
        "/a/./b, /a/b",
        "/a/../b, /b",
        "/a/b/.., /a/",
        "/a/., /a/",
        "/../../b, /b",
        "/.., /",
        "/a/%2e%2E/b, /b",
        "/..a/.b./c.., /..a/.b./c..",
        "/a/.../b, /a/.../b",
        // Slashes of every kind.
        "//a///b//, /a/b/",
        "/a%2Fb%2f%2Fc, /a/b/c",
        "/a%5c..\\b, /b",
        "/a//../b, /a/b",
        // The query stays.
        "/a/../b?x=/../y//z&%61, /b?x=/../y//z&%61",
        "/a?, /a?",
        "http://h.example:80/a/../b, /b",
        "HTTPS://h.example, /",
        "https://h.example?x=1, /?x=1",
        "http://h.example//a, /a",
    })
    void normalForm(String sent, String normal) {
        assertEquals(normal, RequestPath.normal(sent));
    }

    @ParameterizedTest
    @CsvSource({
        "/a#b, fragment",
        "/a%0, hexadecimal",
        "/a%, hexadecimal",
        "/a%zz, hexadecimal",
        "/a%+1, hexadecimal",
        "/a%00, NUL",
        "a/b, slash",
        "*, slash",
        "'', slash",
        "?a, slash",
    })
    void refusals(String sent, String reason) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> RequestPath.normal(sent));
        assertTrue(String.valueOf(refusal.getMessage()).contains(reason), refusal.getMessage());
    }

    @Test
    void controlCharactersAndLengthAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> RequestPath.normal("/a\rb"));
        assertThrows(IllegalArgumentException.class, () -> RequestPath.normal("/a\u0000"));
        assertThrows(IllegalArgumentException.class, () -> RequestPath.normal("/a\u007f"));
        var longest = "/" + "a".repeat(RequestPath.MAX_LENGTH - 1);
        assertEquals(longest, RequestPath.normal(longest));
        assertThrows(IllegalArgumentException.class, () -> RequestPath.normal(longest + "a"));
    }

    /** What is judged is what is passed on, so a second reading must not change it. */
    @ParameterizedTest
    @CsvSource({"/a/%2e./%252e%252e/c//..//d", "/%25%32%65", "/a%2F..%5C%5C..//b"})
    void readTwiceIsReadOnce(String sent) {
        var once = RequestPath.normal(sent);
        assertEquals(once, RequestPath.normal(once));
    }
}
