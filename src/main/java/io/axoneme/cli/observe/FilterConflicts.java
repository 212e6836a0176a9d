// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import io.axoneme.flow.filter.FilterException;
import java.util.List;
import java.util.Set;

/** Flags that do not go together in one list: both would speak of the same side, or one contain the other. */
final class FilterConflicts {

    /** Of each group one flag may be used. The order decides which two an error names. */
    private static final List<List<String>> GROUPS = List.of(
            List.of(
                    "from-fqdn",
                    "from-ip",
                    "ip",
                    "fqdn",
                    "from-namespace",
                    "namespace",
                    "from-all-namespaces",
                    "all-namespaces"),
            List.of("from-fqdn", "from-ip", "ip", "fqdn", "from-pod", "pod"),
            List.of(
                    "to-fqdn",
                    "to-ip",
                    "ip",
                    "fqdn",
                    "to-namespace",
                    "namespace",
                    "to-all-namespaces",
                    "all-namespaces"),
            List.of("to-fqdn", "to-ip", "ip", "fqdn", "to-pod", "pod"),
            List.of("to-pod", "namespace", "all-namespaces"),
            List.of("from-pod", "namespace", "all-namespaces"),
            List.of("to-service", "namespace", "all-namespaces"),
            List.of("from-service", "namespace", "all-namespaces"),
            List.of("label", "from-label"),
            List.of("label", "to-label"),
            List.of("service", "from-service"),
            List.of("service", "to-service"),
            List.of("port", "to-port"),
            List.of("port", "from-port"),
            List.of("identity", "to-identity"),
            List.of("identity", "from-identity"),
            List.of("workload", "to-workload"),
            List.of("workload", "from-workload"),
            List.of("node-name", "cluster"));

    private FilterConflicts() {}

    /**
     * Checks the flags used so far.
     *
     * @throws FilterException naming two that do not go together
     */
    static void check(Set<String> used) {
        for (var group : GROUPS) {
            var both = group.stream().filter(used::contains).limit(2).toList();
            if (both.size() == 2) {
                throw new FilterException("filters --" + both.get(0) + " and --" + both.get(1) + " cannot be combined");
            }
        }
    }
}
