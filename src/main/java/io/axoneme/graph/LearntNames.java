// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.Cidr;
import io.axoneme.model.DnsNames;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Labels;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What DNS has told of addresses, and the names that selectors in use ask for. Not thread-safe.
 */
final class LearntNames {

    /**
     * What addresses of one identity have in common: there is one per distinct set, never one per address. Selectors pick it by the names, not by labels
     * made of them, since those would depend on which other selectors are in use.
     *
     * @param prefix the longest around the address that a selector names; of length 0 where none does
     * @param labels the prefix's
     * @param names those in use
     */
    record Sort(Cidr prefix, Labels labels, Set<DnsNames> names) {}

    private final Map<IpAddress, Set<String>> namesOf = new TreeMap<>();
    private final Map<DnsNames, Integer> users = new HashMap<>();

    void put(IpAddress address, Set<String> names) {
        if (names.isEmpty()) {
            namesOf.remove(address);
        } else {
            namesOf.put(address, Set.copyOf(names));
        }
    }

    void use(DnsNames names) {
        users.merge(names, 1, Integer::sum);
    }

    void release(DnsNames names) {
        users.computeIfPresent(names, (n, count) -> count == 1 ? null : count - 1);
    }

    Collection<IpAddress> addresses() {
        return namesOf.keySet();
    }

    /** The names in use that the address stands for. */
    Set<DnsNames> asked(IpAddress address) {
        var asked = new TreeSet<DnsNames>();
        for (var name : namesOf.getOrDefault(address, Set.of())) {
            users.keySet().stream().filter(u -> u.matches(name)).forEach(asked::add);
        }
        return asked;
    }
}
