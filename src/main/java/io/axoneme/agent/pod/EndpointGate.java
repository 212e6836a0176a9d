// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.pod;

import io.axoneme.model.Cidr;
import io.axoneme.net.CniException;
import io.axoneme.net.EndpointRecord;
import org.jspecify.annotations.Nullable;

/** What making an endpoint asks of the rest of the agent. Safe for several threads. */
public interface EndpointGate {

    /** Why no endpoint can be made now; empty when one can. */
    String notReady();

    /** Range of this node's pods; null while unknown. */
    @Nullable
    Cidr podCidr();

    /** MTU of pods' devices, bytes. */
    int mtu();

    /** Number of the pod's identity: waits up to 5 s for somebody to make it, then makes it. */
    int identityOf(String namespace, String pod, String uid) throws CniException;

    /** Puts the endpoint under policy; returns when that is in force. */
    void admit(EndpointRecord record, int identity) throws CniException;

    /** Takes the endpoint out again, with its connections. */
    void dismiss(EndpointRecord record);
}
