// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

/**
 * What a verb prints and how it ends.
 *
 * @param exitCode 0: done; 1: it went wrong; 2: not understood
 * @param output for standard output
 * @param error for standard error: a sentence, empty when all is well
 */
public record AdminReply(int exitCode, String output, String error) {

    /** All is well. */
    public static AdminReply of(String output) {
        return new AdminReply(0, output, "");
    }

    /** It went wrong. */
    public static AdminReply failed(String sentence) {
        return new AdminReply(1, "", sentence);
    }

    /** It was not understood. */
    public static AdminReply misunderstood(String sentence) {
        return new AdminReply(2, "", sentence);
    }
}
