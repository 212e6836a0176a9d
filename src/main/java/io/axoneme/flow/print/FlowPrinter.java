// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.print;

import io.axoneme.flow.Flow;

/** Prints flows in one form. Keeps state from flow to flow; to be used by one thread. */
public interface FlowPrinter {

    /** What to print for the next flow, with its line ends; may be empty when all comes at the end. */
    String print(Flow flow);

    /** What to print after the last flow. */
    default String end() {
        return "";
    }
}
