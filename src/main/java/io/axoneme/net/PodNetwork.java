// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import java.util.Set;

/** What the CNI server asks of the agent. Safe for several threads; calls about one container wait for each other. */
public interface PodNetwork {

    /** Makes the sandbox's interface and lets nothing pass that was not judged; again for one that was made: the same result. */
    PodInterface add(Sandbox sandbox) throws CniException;

    /** Takes away what {@link #add} made; what is not there is no error. */
    void delete(Sandbox sandbox) throws CniException;

    /** Fails when what {@link #add} made is not as it was. */
    void check(Sandbox sandbox) throws CniException;

    /** Takes away whatever belongs to none of these. */
    void collect(Set<Sandbox.Key> valid) throws CniException;

    /** Fails when a pod that starts now could not get its network. */
    void status() throws CniException;
}
