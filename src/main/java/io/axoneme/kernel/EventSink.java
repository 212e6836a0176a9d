// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.abi.Event;
import io.axoneme.abi.LostKey;
import java.util.List;
import java.util.Map;

/** Takes what the rings give. Called by one thread; it must not block for long, or the loader sheds events. */
public interface EventSink {
    /** Events in the order in which the loader sent them. */
    void events(List<Event> events);

    /** Events that were lost before they got here, since the last such call: by endpoint, type and reason. */
    void lost(Map<LostKey, Long> counts);
}
