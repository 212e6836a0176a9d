// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import java.util.List;

/** Answers verbs that ask the agent about its node. Safe for several threads. */
@FunctionalInterface
public interface AdminHandler {

    /**
     * Answers one verb.
     *
     * @param verb its words, such as {@code endpoint list}
     * @param args what stood behind them on the command line
     */
    AdminReply answer(String verb, List<String> args);
}
