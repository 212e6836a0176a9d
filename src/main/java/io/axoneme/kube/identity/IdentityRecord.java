// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.identity;

import io.axoneme.model.Identity;
import io.axoneme.model.Labels;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * An identity as the API server holds it.
 *
 * @param number 256 to 2^24 - 1
 * @param uid of the object: another uid under the same number is another identity
 * @param resourceVersion of the object
 * @param created when the object was made, in seconds
 * @param releasedAt since when nobody needs it; null while it is in use
 */
public record IdentityRecord(
        int number,
        Labels labels,
        String uid,
        String resourceVersion,
        Instant created,
        @Nullable Instant releasedAt) {

    /** The order in which records of the same labels win: the oldest, then the lowest number. */
    public static final Comparator<IdentityRecord> WINNER_FIRST =
            Comparator.comparing(IdentityRecord::created).thenComparingInt(IdentityRecord::number);

    /** Number and labels alone. */
    public Identity identity() {
        return new Identity(number, labels);
    }

    /** Whether nobody needs it for now. */
    public boolean released() {
        return releasedAt != null;
    }
}
