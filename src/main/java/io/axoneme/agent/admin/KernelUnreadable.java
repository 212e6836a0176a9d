// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

/** A map could not be dumped; the message says why. */
final class KernelUnreadable extends Exception {
    private static final long serialVersionUID = 1L;

    KernelUnreadable(String message) {
        super(message);
    }
}
