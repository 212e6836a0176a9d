// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import java.io.IOException;

/** The other side spoke something that is not the loader's protocol; the connection is of no more use. */
final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
        super(message);
    }
}
