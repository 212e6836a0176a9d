// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * What follows the loss of the lease: the process ends at once, so that nothing of it goes on beside the next leader. When it is
 * being stopped it has given the lease back itself, and ends in good order.
 */
@Singleton
public class LeadershipEnd {

    private static final Logger LOG = Logger.getLogger(LeadershipEnd.class);

    private volatile boolean stopping;

    /** Before anything else that hears of the stop gives the lease back. */
    void stopping(@Observes @Priority(1) ShutdownEvent event) {
        stopping = true;
    }

    void lost() {
        if (stopping) {
            LOG.info("no longer leading");
            return;
        }
        LOG.error("the lease is lost: this process ends, and begins anew");
        Runtime.getRuntime().halt(1);
    }
}
