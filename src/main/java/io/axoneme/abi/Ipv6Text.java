// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

/** Prints an IPv6 address in the canonical form of RFC 5952: lower case, the longest run of two or more zero groups as "::". */
final class Ipv6Text {
    private static final int GROUPS = 8;

    private Ipv6Text() {}

    static String of(Address address) {
        int[] groups = groups(address);
        int[] run = longestZeroRun(groups);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == run[0]) {
                text.append("::");
                i += run[1] - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    private static int[] groups(Address address) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            long word = i < 4 ? address.high() : address.low();
            groups[i] = (int) (word >>> (48 - 16 * (i % 4))) & 0xffff;
        }
        return groups;
    }

    /** Start and length of the first longest run; start -1 when no run has two groups. */
    private static int[] longestZeroRun(int[] groups) {
        int start = -1;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
            i = Math.max(i, end);
        }
        return new int[] {start, length};
    }
}
