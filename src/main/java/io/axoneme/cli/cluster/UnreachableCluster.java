// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.cluster;

/** A cluster that cannot be asked; the message says why. */
public final class UnreachableCluster extends Exception {

    private static final long serialVersionUID = 1L;

    UnreachableCluster(String message) {
        super(message);
    }

    UnreachableCluster(String message, Throwable cause) {
        super(message, cause);
    }
}
