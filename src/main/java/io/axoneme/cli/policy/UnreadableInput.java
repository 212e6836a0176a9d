// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

/** A file that cannot be read, or is not what it should be. The message names the file and says what to do. */
final class UnreadableInput extends Exception {

    private static final long serialVersionUID = 1L;

    UnreadableInput(String message) {
        super(message);
    }

    UnreadableInput(String message, Throwable cause) {
        super(message, cause);
    }
}
