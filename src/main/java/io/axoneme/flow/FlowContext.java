// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

/**
 * Lesser facts of a flow.
 *
 * @param authentication name of the authentication that the policy asks for; empty: none
 * @param interfaceIndex 0: not told
 * @param interfaceName empty: not told
 * @param proxyPort 0: not sent to a proxy
 * @param traceId of the request's trace, hexadecimal; empty: none
 * @param ipTraceId from the packet's IP options; 0: none
 */
public record FlowContext(
        String authentication,
        int interfaceIndex,
        String interfaceName,
        int proxyPort,
        String traceId,
        long ipTraceId) {

    public static final FlowContext NONE = new FlowContext("", 0, "", 0, "", 0);

    /** Nothing but the interface on which the flow was seen. */
    public static FlowContext at(int interfaceIndex) {
        return new FlowContext("", interfaceIndex, "", 0, "", 0);
    }
}
