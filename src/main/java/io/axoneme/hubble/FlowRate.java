// SPDX-License-Identifier: Apache-2.0
package io.axoneme.hubble;

import io.axoneme.flow.Flow;
import io.axoneme.flow.FlowReader;
import io.axoneme.flow.FlowRing;
import java.time.Duration;
import java.time.InstantSource;

/** How many flows come in a second, over the last minute or as far back as the ring goes. */
public final class FlowRate {

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private FlowRate() {}

    /**
     * The rate. Flows have the time of the wall, so that of a minute in which the clock was set something is missing.
     *
     * @param uptime how long the ring's writer has been there
     */
    public static double perSecond(FlowRing ring, InstantSource clock, Duration uptime) {
        var now = clock.instant();
        var from = now.minus(uptime.compareTo(WINDOW) < 0 ? uptime : WINDOW);
        var reader = new FlowReader(ring, ring.oldest(), clock);
        boolean isOldestOfMore = ring.oldest() > 0;
        long flows = 0;
        for (var entry = reader.poll(); entry != null; entry = reader.poll()) {
            if (!(entry instanceof Flow flow)) {
                continue;
            }
            boolean counts = !flow.time().isBefore(from) && !flow.time().isAfter(now);
            if (isOldestOfMore && counts) {
                // What was before the oldest kept flow is not known, and so does not count as quiet.
                from = flow.time();
            }
            isOldestOfMore = false;
            flows += counts ? 1 : 0;
        }
        double seconds = Duration.between(from, now).toNanos() / 1e9;
        return seconds <= 0 ? 0 : flows / seconds;
    }
}
