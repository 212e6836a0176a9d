// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.Cause;
import io.axoneme.model.L7Rules;
import org.jspecify.annotations.Nullable;

/**
 * What one rule says to one peer at one row key.
 *
 * @param rules the L7 rules of a redirect; null for plain allows and denies
 * @param cause the rule; null for what no policy wrote
 * @param implied whether it redirects what another rule allows, and so goes after every redirect that is written
 */
record Contribution(
        RowKey key,
        Row.Action action,
        PeerBit peer,
        @Nullable L7Rules rules,
        @Nullable Cause cause,
        boolean implied) {

    /** One that is written. */
    Contribution(RowKey key, Row.Action action, PeerBit peer, @Nullable L7Rules rules, @Nullable Cause cause) {
        this(key, action, peer, rules, cause, false);
    }
}
