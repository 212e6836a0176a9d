// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

/** What a bit means: whom it picks depends on the identity alone, for ever, so this may be asked of any thread and at any time. */
public interface Selector {

    /** Whether it picks this identity. */
    boolean picks(KnownIdentity identity);
}
