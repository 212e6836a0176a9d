// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

/** When endpoints are in default deny. */
public enum EnforcementMode {
    /** When a policy says so. */
    DEFAULT,
    /** In both directions, whatever policies say. */
    ALWAYS,
    /** Never, and no rule is judged. */
    NEVER
}
