// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

/** What L7 rules do to a plain allow of the same peer and port. A plain allow of every port never takes anything from them. */
public enum L7OverL4 {
    /** The L7 rules hold. */
    RESTRICT,
    /** The plain allow holds: the packet goes to the proxy, which lets every request pass. */
    UNION
}
