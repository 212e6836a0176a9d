// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Closes what is of no more use. That it does not close cleanly is told, and is nobody's trouble. */
final class Closing {
    private static final Logger LOG = System.getLogger(Closing.class.getName());

    private Closing() {}

    static void quietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            LOG.log(Level.DEBUG, "{0} did not close: {1}", resource, e);
        }
    }
}
