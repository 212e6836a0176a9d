// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.sysdump;

/**
 * One file of the archive.
 *
 * @param path its place there
 * @param source where it comes from
 */
record Part(String path, Source source) {

    /** Gathers a text. */
    @FunctionalInterface
    interface Source {
        String gather() throws NotGathered;
    }

    /** A part that could not be gathered; the message says why. */
    static final class NotGathered extends Exception {
        private static final long serialVersionUID = 1L;

        NotGathered(String message, Throwable cause) {
            super(message, cause);
        }

        NotGathered(String message) {
            super(message);
        }
    }
}
