// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.filter;

import io.axoneme.flow.Flow;
import io.axoneme.flow.FlowPeer;
import org.jspecify.annotations.Nullable;

/** The side of a flow that a criterion looks at. */
public enum Side {
    SOURCE,
    DESTINATION;

    FlowPeer peer(Flow flow) {
        return this == SOURCE ? flow.source() : flow.destination();
    }

    /** The address in text; null for packets other than IP. */
    @Nullable
    String address(Flow flow) {
        var ip = flow.packet().ip();
        if (ip == null) {
            return null;
        }
        return this == SOURCE ? ip.source() : ip.destination();
    }

    /** 0 without ports. */
    int port(Flow flow) {
        return this == SOURCE ? flow.packet().sourcePort() : flow.packet().destinationPort();
    }

    /** As error messages name it. */
    String text() {
        return this == SOURCE ? "source" : "destination";
    }
}
