// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.graph.Delta.Alias;
import io.axoneme.graph.Delta.PrefixEntry;
import io.axoneme.model.Cidr;
import io.axoneme.model.CidrMatchMode;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Local identities for pods that a used prefix holds, where CIDRs pick pods too ({@link CidrMatchMode#PODS}). A vector
 * belongs to an identity, so pods of one identity that a prefix tells apart need one each: an alias is for a pod identity and the
 * longest used prefixes around the pod's addresses, and has the labels of that identity. Not thread-safe.
 */
final class PodAliases {

    private record Key(int pod, List<Cidr> prefixes) {}

    private static final class Entry {
        final Key key;
        final KnownIdentity identity;
        int users;

        Entry(Key key, KnownIdentity identity) {
            this.key = key;
            this.identity = identity;
        }
    }

    private final boolean off;
    private final IntFunction<@Nullable Labels> labels;
    private final Predicate<Cidr> used;
    private final IntSupplier numbers;

    /** Address of a pod → its identity. */
    private final NavigableMap<IpAddress, Integer> pods = new TreeMap<>();

    private final Map<Integer, Set<IpAddress>> ofIdentity = new HashMap<>();

    /** Addresses that speak for this one; by default it speaks for itself. */
    private final Map<IpAddress, List<IpAddress>> speakers = new HashMap<>();

    /** The other way round, without those that speak for themselves alone. */
    private final Map<IpAddress, Set<IpAddress>> spokenFor = new HashMap<>();

    private final Map<Key, Entry> byKey = new HashMap<>();
    private final Map<IpAddress, Entry> byAddress = new HashMap<>();
    private final Set<IpAddress> dirty = new HashSet<>();
    private final List<Alias> made = new ArrayList<>();

    /**
     * None yet.
     *
     * @param mode nobody has an alias unless CIDRs pick pods
     * @param labels of an identity; null for one that is unknown
     * @param used whether a selector in use names the prefix
     * @param numbers gives a local identity that nobody has
     */
    PodAliases(CidrMatchMode mode, IntFunction<@Nullable Labels> labels, Predicate<Cidr> used, IntSupplier numbers) {
        off = mode == CidrMatchMode.OUTSIDE;
        this.labels = labels;
        this.used = used;
        this.numbers = numbers;
    }

    /** Who lives in a prefix that the cluster knows; null for nobody any more. Only single addresses of pods count. */
    void known(Cidr prefix, @Nullable PrefixEntry entry) {
        if (off || !prefix.isHost()) {
            return;
        }
        var address = prefix.address();
        var before = pods.remove(address);
        if (before != null) {
            ofIdentity.computeIfPresent(before, (i, addresses) -> {
                addresses.remove(address);
                return addresses.isEmpty() ? null : addresses;
            });
        }
        if (entry != null && isPod(entry.identity())) {
            pods.put(address, entry.identity());
            ofIdentity.computeIfAbsent(entry.identity(), i -> new HashSet<>()).add(address);
        }
        dirty.add(address);
    }

    /** Reserved identities are below, local ones above. */
    private static boolean isPod(int identity) {
        return identity >= 256 && identity >>> 24 == 0;
    }

    /** The address lies in what any of these lie in: those of its pod. */
    void speak(IpAddress address, List<IpAddress> speaking) {
        if (off) {
            return;
        }
        var before = speaking.equals(List.of(address))
                ? speakers.remove(address)
                : speakers.put(address, List.copyOf(speaking));
        if (before != null) {
            before.forEach(s -> spokenFor.computeIfPresent(s, (i, spoken) -> {
                spoken.remove(address);
                return spoken.isEmpty() ? null : spoken;
            }));
        }
        speakers.getOrDefault(address, List.of())
                .forEach(s -> spokenFor.computeIfAbsent(s, i -> new HashSet<>()).add(address));
        dirty.add(address);
    }

    /** The identity has come, or has got other labels. */
    void identityChanged(int identity) {
        dirty.addAll(ofIdentity.getOrDefault(identity, Set.of()));
    }

    /** A prefix has come into use or gone out of it. */
    void usesChanged(Cidr prefix) {
        for (var address : pods.tailMap(prefix.address()).keySet()) {
            if (!prefix.contains(address)) {
                break;
            }
            dirty.add(address);
        }
        // Who is spoken for may lie elsewhere.
        spokenFor.forEach((speaker, spoken) -> {
            if (prefix.contains(speaker)) {
                dirty.addAll(spoken);
            }
        });
    }

    /**
     * Brings aliases in line with pods and used prefixes.
     *
     * @param added gets the new ones
     * @param removed gets those that nobody has any more
     * @return addresses whose alias may be another one now
     */
    Set<IpAddress> settle(List<KnownIdentity> added, List<KnownIdentity> removed) {
        var touched = Set.copyOf(dirty);
        dirty.clear();
        touched.stream().sorted().forEach(address -> {
            var entry = wanted(address, added);
            if (entry != null) {
                entry.users++;
            }
            var before = entry == null ? byAddress.remove(address) : byAddress.put(address, entry);
            if (before != null && --before.users == 0) {
                byKey.remove(before.key, before);
                removed.add(before.identity);
            }
        });
        return touched;
    }

    /** The alias of a pod's address; null for one that no used prefix holds. */
    @Nullable
    Integer at(IpAddress address) {
        var entry = byAddress.get(address);
        return entry == null ? null : entry.identity.number();
    }

    /** Those made since the last call. */
    List<Alias> takeMade() {
        var result = List.copyOf(made);
        made.clear();
        return result;
    }

    private @Nullable Entry wanted(IpAddress address, List<KnownIdentity> added) {
        var pod = pods.get(address);
        if (pod == null) {
            return null;
        }
        var prefixes = speakers.getOrDefault(address, List.of(address)).stream()
                .flatMap(a -> longestUsed(a).stream())
                .distinct()
                .sorted()
                .toList();
        var ofPod = labels.apply(pod);
        if (prefixes.isEmpty() || ofPod == null) {
            return null;
        }
        var key = new Key(pod, prefixes);
        var present = byKey.get(key);
        if (present != null && present.identity.labels().equals(ofPod)) {
            return present;
        }
        var entry = new Entry(key, KnownIdentity.of(numbers.getAsInt(), ofPod, prefixes));
        byKey.put(key, entry);
        added.add(entry.identity);
        made.add(new Alias(entry.identity.number(), pod));
        return entry;
    }

    private List<Cidr> longestUsed(IpAddress address) {
        int width = address.width();
        return IntStream.rangeClosed(0, width)
                .mapToObj(shorter -> new Cidr(address, width - shorter))
                .filter(used)
                .limit(1)
                .toList();
    }
}
