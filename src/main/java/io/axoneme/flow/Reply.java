// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

/** Whether a packet went against the direction in which its connection was opened. */
public enum Reply {
    /** Not known. */
    UNKNOWN,
    NO,
    YES
}
