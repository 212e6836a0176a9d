// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.filter;

/** A filter's value that cannot be understood. The message names the field and the reason, for the person who wrote it. */
public final class FilterException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    public FilterException(String message) {
        super(message);
    }

    public FilterException(String message, Throwable cause) {
        super(message, cause);
    }
}
