// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

/**
 * The event that a flow was made from.
 *
 * @param type the public API's message type: {@link #DROP}, {@link #TRACE}, …
 * @param subType drops: the reason; traces: the {@link TracePoint}'s number; else 0
 * @param dropReason public number of the drop reason, also on denied verdicts; 0: none
 * @param policyMatch on verdicts; else {@link PolicyMatch#NONE}
 * @param traceReason on traces; else {@link TraceReason#UNKNOWN}
 * @param point name of the point where a capture or socket trace was taken; else empty
 */
public record FlowEvent(
        int type, int subType, int dropReason, PolicyMatch policyMatch, TraceReason traceReason, String point) {

    public static final int DROP = 1;
    public static final int DEBUG = 2;
    public static final int CAPTURE = 3;
    public static final int TRACE = 4;
    public static final int POLICY_VERDICT = 5;
    public static final int TRACE_SOCK = 7;
    public static final int L7 = 129;
    public static final int AGENT = 130;

    public static FlowEvent drop(int reason) {
        return new FlowEvent(DROP, reason, reason, PolicyMatch.NONE, TraceReason.UNKNOWN, "");
    }

    public static FlowEvent trace(TracePoint point, TraceReason reason) {
        return new FlowEvent(TRACE, point.number(), 0, PolicyMatch.NONE, reason, "");
    }

    /** A verdict that let the packet pass. */
    public static FlowEvent verdict(PolicyMatch match) {
        return denied(match, 0);
    }

    /** A verdict that dropped the packet for a reason. */
    public static FlowEvent denied(PolicyMatch match, int reason) {
        return new FlowEvent(POLICY_VERDICT, 0, reason, match, TraceReason.UNKNOWN, "");
    }
}
