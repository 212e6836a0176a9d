// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import io.axoneme.abi.Abi;

/** Verdicts of rows and connections in words. */
final class ActionText {
    private ActionText() {}

    static String of(int action) {
        return switch (action) {
            case Abi.ACTION_ALLOW -> "Allow";
            case Abi.ACTION_DENY -> "Deny";
            case Abi.ACTION_REDIRECT -> "Redirect";
            default -> "None";
        };
    }
}
