// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Text forms of addresses. The JDK's own parser is not used: it takes short forms such as 10.1 and may ask a resolver. */
final class IpText {

    private IpText() {}

    static int parseV4(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 4) {
            throw notAnAddress(text);
        }
        int bits = 0;
        for (var part : parts) {
            bits = bits << 8 | octet(part, text);
        }
        return bits;
    }

    private static int octet(String part, String text) {
        boolean digits = !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || (part.length() > 1 && part.charAt(0) == '0') || Integer.parseInt(part) > 255) {
            throw notAnAddress(text);
        }
        return Integer.parseInt(part);
    }

    static IpAddress parseV6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            throw notAnAddress(text);
        }
        int[] groups = new int[8];
        var head = groups(gap < 0 ? text : text.substring(0, gap), text);
        var tail = groups(gap < 0 ? "" : text.substring(gap + 2), text);
        int count = head.size() + tail.size();
        if (gap < 0 ? count != 8 : count > 7) {
            throw notAnAddress(text);
        }
        for (int i = 0; i < head.size(); i++) {
            groups[i] = head.get(i);
        }
        for (int i = 0; i < tail.size(); i++) {
            groups[8 - tail.size() + i] = tail.get(i);
        }
        return new IpAddress(half(groups, 0), half(groups, 4));
    }

    private static long half(int[] groups, int from) {
        long bits = 0;
        for (int i = from; i < from + 4; i++) {
            bits = bits << 16 | groups[i];
        }
        return bits;
    }

    /** The 16-bit groups of one side of the gap; a dotted IPv4 tail counts as two. */
    private static List<Integer> groups(String side, String text) {
        var groups = new ArrayList<Integer>();
        if (side.isEmpty()) {
            return groups;
        }
        var parts = side.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            if (i == parts.length - 1 && parts[i].indexOf('.') >= 0 && text.endsWith(parts[i])) {
                int v4 = parseV4(parts[i]);
                groups.add(v4 >>> 16);
                groups.add(v4 & 0xffff);
            } else {
                groups.add(group(parts[i], text));
            }
        }
        return groups;
    }

    private static int group(String part, String text) {
        boolean hex = !part.isEmpty()
                && part.length() <= 4
                && part.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
        if (!hex) {
            throw notAnAddress(text);
        }
        return Integer.parseInt(part, 16);
    }

    static String formatV4(int bits) {
        return (bits >>> 24) + "." + (bits >>> 16 & 0xff) + "." + (bits >>> 8 & 0xff) + "." + (bits & 0xff);
    }

    static String formatV6(long high, long low) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (int) ((i < 4 ? high : low) >>> (48 - 16 * (i % 4)) & 0xffff);
        }
        int start = longestZeroRun(groups);
        int end = start;
        while (start >= 0 && end < 8 && groups[end] == 0) {
            end++;
        }
        if (start < 0) {
            return hex(groups, 0, 8);
        }
        return hex(groups, 0, start) + "::" + hex(groups, end, 8);
    }

    /** Start of the longest run of two zero groups or more, the first of equals; -1 without one. */
    private static int longestZeroRun(int[] groups) {
        int best = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > bestLength) {
                best = i;
                bestLength = end - i;
            }
        }
        return best;
    }

    private static String hex(int[] groups, int from, int to) {
        var text = new StringJoiner(":");
        for (int i = from; i < to; i++) {
            text.add(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    private static IllegalArgumentException notAnAddress(String text) {
        return new IllegalArgumentException("\"" + text + "\" is not an IP address");
    }
}
