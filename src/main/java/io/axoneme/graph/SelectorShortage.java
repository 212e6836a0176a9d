// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import java.util.List;

/**
 * There are not bits enough for all selectors of the node: some endpoints keep the policy that they had, or have none.
 *
 * @param wanted selectors that the policies of all endpoints name, as they should be now
 * @param most how many may have a bit; above {@code wanted} where it takes two grace periods until numbers of others are free
 * @param endpoints whose policy is not in force, ascending
 */
public record SelectorShortage(int wanted, int most, List<Integer> endpoints) {

    public SelectorShortage {
        endpoints = List.copyOf(endpoints);
    }

    /** One sentence. */
    public String text() {
        var whose = endpoints.size() + (endpoints.size() == 1 ? " endpoint is" : " endpoints are")
                + " not under the policy as it is now, but under the one before or, where there was none, closed";
        return wanted > most
                ? wanted + " selectors are in use on this node, more than " + most + ": " + whose
                : "selectors wait for others to be taken out of use: " + whose;
    }
}
