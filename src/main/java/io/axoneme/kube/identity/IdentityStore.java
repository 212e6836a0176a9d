// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The API server's identities, as far as allocation and collection need them. Every method may be called from any thread. */
public interface IdentityStore {

    /** Identities whose object says that it has this key's hash. */
    List<IdentityRecord> withKey(IdentityKey key);

    /** The identity of this number. */
    Optional<IdentityRecord> get(int number);

    /**
     * Reserves a number.
     *
     * @return the new identity; empty when the number is taken
     */
    Optional<IdentityRecord> create(int number, IdentityKey key);

    /**
     * Marks an identity as needed by nobody.
     *
     * @return the identity as it is now; empty when the object has changed meanwhile or is gone
     */
    Optional<IdentityRecord> release(IdentityRecord identity, Instant at);

    /**
     * Clears the mark.
     *
     * @return the identity as it is now; empty when that object is gone
     */
    Optional<IdentityRecord> claim(IdentityRecord identity);

    /**
     * Deletes an identity if it is still the same object at the same version.
     *
     * @return whether it is gone
     */
    boolean delete(IdentityRecord identity);
}
