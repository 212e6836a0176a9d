// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

/** A CNI request that cannot be read, or that cannot be done. */
public final class CniException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient CniFailure failure;

    public CniException(CniFailure.Code code, String message, String details) {
        super(message + ": " + details);
        failure = new CniFailure(code, message, details);
    }

    public CniFailure failure() {
        return failure;
    }
}
