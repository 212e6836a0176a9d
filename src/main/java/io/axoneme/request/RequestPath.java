// SPDX-License-Identifier: Apache-2.0
package io.axoneme.request;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The one spelling of a request's target that rules are matched against, and that a proxy must pass on: otherwise {@code /a/../secret}
 * would be judged as one path and served as another. As in the reference, whose proxy normalises by RFC 3986, merges slashes and
 * unescapes slashes (its option http-normalize-path, on by default).
 *
 * <ul>
 *   <li>Escaped unreserved characters are unescaped ({@code %61} is {@code a}, {@code %2e} a dot), other escapes are written in upper
 *       case; RFC 3986 §6.2.2. An escape is read once: {@code %252e} stays.
 *   <li>{@code %2F}, {@code %5C} and a backslash are slashes.
 *   <li>Dot segments are removed (RFC 3986 §5.2.4), then adjacent slashes merged.
 *   <li>The query stays as it was sent and is part of what is matched: {@code path: /public} does not let {@code /public?x} pass,
 *       {@code /public(\?.*)?} does.
 *   <li>A target in absolute form ({@code http://host/path}) counts from its path on.
 * </ul>
 *
 * <p>Refused, whatever the rules: a fragment, control characters, an escape that is none, {@code %00}, what does not begin with a
 * slash, and more than {@link #MAX_LENGTH} characters.
 */
final class RequestPath {

    /** Longest target, in characters. */
    static final int MAX_LENGTH = 8_192;

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private RequestPath() {}

    /**
     * The normal form.
     *
     * @throws IllegalArgumentException saying why a request with this target is refused
     */
    static String normal(String target) {
        if (target.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "its path has " + target.length() + " characters; at most " + MAX_LENGTH + " are judged");
        }
        if (target.indexOf('#') >= 0) {
            throw new IllegalArgumentException("its path has a fragment (#), which clients never send");
        }
        if (target.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            throw new IllegalArgumentException("its path has a control character");
        }
        var own = withoutAuthority(target);
        int mark = own.indexOf('?');
        var path = mark < 0 ? own : own.substring(0, mark);
        var slashed = unescaped(path);
        if (!slashed.startsWith("/")) {
            throw new IllegalArgumentException("its path \"" + target + "\" does not begin with a slash");
        }
        return merged(withoutDots(slashed)) + (mark < 0 ? "" : own.substring(mark));
    }

    private static String withoutAuthority(String target) {
        var lower = target.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("http://") && !lower.startsWith("https://")) {
            return target;
        }
        int from = target.indexOf("//") + 2;
        int end = from;
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        var rest = target.substring(end);
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    private static String unescaped(String path) {
        var out = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%') {
                out.append(unescape(path, i));
                i += 2;
            } else {
                out.append(c == '\\' ? '/' : c);
            }
        }
        return out.toString();
    }

    private static String unescape(String path, int at) {
        if (at + 2 >= path.length()
                || !HexFormat.isHexDigit(path.charAt(at + 1))
                || !HexFormat.isHexDigit(path.charAt(at + 2))) {
            throw new IllegalArgumentException("its path has a % that two hexadecimal digits do not follow");
        }
        int value = HexFormat.fromHexDigits(path, at + 1, at + 3);
        if (value == 0) {
            throw new IllegalArgumentException("its path has an escaped NUL (%00)");
        }
        char c = (char) value;
        if (c == '/' || c == '\\') {
            return "/";
        }
        return isUnreserved(c) ? String.valueOf(c) : "%" + HEX.toHexDigits((byte) value);
    }

    private static boolean isUnreserved(char c) {
        return c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
    }

    /** RFC 3986 §5.2.4. Empty segments count, so that {@code /a//..} is {@code /a/}. */
    private static String withoutDots(String path) {
        var kept = new ArrayList<String>();
        var segments = List.of(path.substring(1).split("/", -1));
        for (int i = 0; i < segments.size(); i++) {
            var segment = segments.get(i);
            boolean last = i == segments.size() - 1;
            if (segment.equals("..") && !kept.isEmpty()) {
                kept.removeLast();
            }
            if (!segment.equals(".") && !segment.equals("..")) {
                kept.add(segment);
            } else if (last) {
                kept.add("");
            }
        }
        return "/" + String.join("/", kept);
    }

    private static String merged(String path) {
        var out = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) != '/' || out.isEmpty() || out.charAt(out.length() - 1) != '/') {
                out.append(path.charAt(i));
            }
        }
        return out.toString();
    }
}
