// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import io.axoneme.model.IpAddress;

/**
 * One event of the datapath, decoded; the fields are those of {@code struct axo_event}. Addresses, ports and identities are the
 * packet's, source first, whoever opened the connection.
 *
 * @param timeNs monotonic clock of the kernel
 * @param type {@link FlowEvent#DROP}, {@link FlowEvent#TRACE} or {@link FlowEvent#POLICY_VERDICT}
 * @param subType drop: the reason; trace: the {@link TracePoint}'s number; verdict: the action
 * @param family 4 or 6; 0: not IP
 * @param tcpFlags low eight bits of {@link TcpFlags}
 * @param endpointId the endpoint whose policy judged
 * @param ctState number of the {@link TraceReason}
 * @param flags {@link #FLAG_AUDIT}
 * @param length bytes of the packet from its MAC header on
 * @param row of the policy that decided; 0 with {@link #SEGMENT_DEFAULT} when there was none
 * @param segment index in the row, or {@link #SEGMENT_DEFAULT}
 * @param action of the segment or default, {@link #ACTION_ALLOW}, …; {@link #ACTION_NONE} when no policy was asked
 * @param bit the selector that matched, or {@link #NO_BIT}
 * @param source all zero when not IP
 * @param sourceMac 48 bits, first byte highest
 */
public record DatapathEvent(
        long timeNs,
        int type,
        int subType,
        FlowDirection direction,
        int family,
        int protocol,
        int tcpFlags,
        int icmpType,
        int icmpCode,
        int endpointId,
        int ctState,
        int flags,
        long length,
        int sourceIdentity,
        int destinationIdentity,
        long policyId,
        long row,
        int segment,
        int action,
        int bit,
        int ifindex,
        IpAddress source,
        IpAddress destination,
        int sourcePort,
        int destinationPort,
        long sourceMac,
        long destinationMac) {

    /** Passed, although the full set of policies denies. */
    public static final int FLAG_AUDIT = 1;

    /** The policy's default decided, no segment. */
    public static final int SEGMENT_DEFAULT = 0xff;

    public static final int NO_BIT = 0xffff;

    /** The packet is not between those whose connection was judged. */
    public static final int NO_PEER = -1;

    public static final int ACTION_NONE = 0;
    public static final int ACTION_ALLOW = 1;
    public static final int ACTION_DENY = 2;
    public static final int ACTION_REDIRECT = 3;

    public boolean isAudit() {
        return (flags & FLAG_AUDIT) != 0;
    }

    /** Identity of the other end as policy saw it; {@link #NO_PEER} for an ICMP error, which is judged as the packet that it quotes. */
    public int peerIdentity() {
        if (ctState == TraceReason.RELATED.number()) {
            return NO_PEER;
        }
        boolean fromPeer = (direction == FlowDirection.INGRESS) != isReply();
        return fromPeer ? sourceIdentity : destinationIdentity;
    }

    /** Whether connection tracking knew the packet as a reply. */
    public boolean isReply() {
        return ctState == TraceReason.REPLY.number();
    }
}
