// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.report;

/** A failure that comes again and again: told once for each reason, then counted. Owned by one thread. */
final class RepeatedTrouble {

    private String reason = "";
    private long count;

    /** It failed; whether that is worth a line. */
    boolean failed(String why) {
        boolean isNew = !why.equals(reason);
        reason = why;
        count++;
        return isNew;
    }

    /** It worked; how many attempts had failed since it last did. */
    long recovered() {
        long failures = count;
        reason = "";
        count = 0;
        return failures;
    }
}
