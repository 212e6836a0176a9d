// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import java.time.Instant;

/** What the ring holds: flows, and notices that some were lost before they could become flows. */
public sealed interface FlowEntry permits Flow, LostEvents {

    /** When it was observed. */
    Instant time();
}
