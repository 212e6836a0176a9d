// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.graph.Delta.Alias;
import io.axoneme.graph.Delta.PrefixChange;
import io.axoneme.graph.Delta.PrefixEntry;
import io.axoneme.model.Cidr;
import io.axoneme.model.CidrMatchMode;
import io.axoneme.model.DnsNames;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Label;
import io.axoneme.model.Labels;
import io.axoneme.model.NamedPorts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who lives where: prefixes that the cluster knows (pods, nodes, pod ranges), and outside prefixes that a selector in use
 * names, which get a local identity each. What the cluster knows wins; pods in used prefixes may have aliases there, see {@link PodAliases}.
 * Not thread-safe.
 */
final class PrefixTable {

    /** First local identity, see {@link io.axoneme.model.Identity.Scope#LOCAL}; number 0 of the range stays unused. */
    static final int LOCAL = 0x0100_0000;

    private final boolean dualStack;
    private final Map<Cidr, PrefixEntry> known = new HashMap<>();
    private final Map<Cidr, Integer> users = new HashMap<>();
    private final Map<Cidr, Labels> carried = new HashMap<>();
    private final SortedMap<Cidr, KnownIdentity> outside = new TreeMap<>();
    private final LearntNames learnt = new LearntNames();
    private final Map<LearntNames.Sort, KnownIdentity> named = new HashMap<>();
    private final Map<Cidr, LearntNames.Sort> sorts = new HashMap<>();
    private boolean namesChanged;
    private final Map<Cidr, PrefixEntry> published = new HashMap<>();
    private final SortedSet<Cidr> dirty = new TreeSet<>();
    private final Map<Integer, Long> addresses = new HashMap<>();
    private final Numbers numbers = new Numbers(1);
    private final List<KnownIdentity> added = new ArrayList<>();
    private final List<KnownIdentity> removed = new ArrayList<>();

    private final PodAliases aliases;

    /** @param labels of an identity; null for one that is unknown */
    PrefixTable(boolean dualStack, CidrMatchMode mode, IntFunction<@Nullable Labels> labels) {
        this.dualStack = dualStack;
        aliases = new PodAliases(mode, labels, users::containsKey, () -> LOCAL + numbers.take());
    }

    /** After a restart: the number may still stand in the kernel for another prefix. */
    void reserve(int identity) {
        if (identity >>> 24 == 1) {
            numbers.reserve(identity - LOCAL);
        }
    }

    void releaseNumber(int identity) {
        if (identity >>> 24 == 1) {
            numbers.release(identity - LOCAL);
        }
    }

    void put(Cidr prefix, PrefixEntry entry) {
        var before = known.put(prefix, entry);
        countAddress(prefix, before, -1);
        countAddress(prefix, entry, 1);
        dirty.add(prefix);
        aliases.known(prefix, entry);
    }

    void remove(Cidr prefix) {
        countAddress(prefix, known.remove(prefix), -1);
        dirty.add(prefix);
        aliases.known(prefix, null);
    }

    /** A pod's address lies in what any of these lie in: all addresses of the pod. */
    void putPodAddresses(IpAddress address, List<IpAddress> ofPod) {
        aliases.speak(address, ofPod);
    }

    /** The identity has come, or has got other labels. */
    void identityChanged(int identity) {
        aliases.identityChanged(identity);
    }

    /** Labels that an outside prefix carries besides its own; empty takes them off. */
    void carry(Cidr prefix, Labels labels) {
        if (labels.size() == 0) {
            carried.remove(prefix);
        } else {
            carried.put(prefix, labels);
        }
        dirty.add(prefix);
    }

    /** A selector in use names the prefix. */
    void use(Cidr prefix) {
        if (users.merge(prefix, 1, Integer::sum) == 1) {
            aliases.usesChanged(prefix);
        }
        dirty.add(prefix);
    }

    void release(Cidr prefix) {
        users.computeIfPresent(prefix, (p, count) -> count == 1 ? null : count - 1);
        if (!users.containsKey(prefix)) {
            aliases.usesChanged(prefix);
        }
        dirty.add(prefix);
    }

    /** The names that DNS has given an address for; none takes them off. */
    void putNames(IpAddress address, Set<String> names) {
        learnt.put(address, names);
        dirty.add(Cidr.host(address));
        namesChanged = true;
    }

    /** A selector in use asks for these names. */
    void use(DnsNames names) {
        learnt.use(names);
        namesChanged = true;
    }

    void release(DnsNames names) {
        learnt.release(names);
        namesChanged = true;
    }

    /** How many single addresses of the cluster have the identity: its endpoints. */
    long addressesOf(int identity) {
        return addresses.getOrDefault(identity, 0L);
    }

    /** Brings local identities in line with what is known and used. */
    void settle() {
        aliases.settle(added, removed).forEach(a -> dirty.add(Cidr.host(a)));
        for (var prefix : dirty) {
            // A prefix of length 0 is the world itself.
            boolean wanted = prefix.length() > 0
                    && !known.containsKey(prefix)
                    && (users.containsKey(prefix) || carried.containsKey(prefix));
            var present = outside.get(prefix);
            if (!wanted && present == null) {
                continue;
            }
            var labels = labels(prefix);
            if (present != null && (!wanted || !present.labels().equals(labels))) {
                outside.remove(prefix);
                removed.add(present);
                present = null;
            }
            if (wanted && present == null) {
                var identity = KnownIdentity.of(LOCAL + numbers.take(), labels, List.of(prefix));
                outside.put(prefix, identity);
                added.add(identity);
            }
        }
        if (namesChanged || !dirty.isEmpty()) {
            settleNames();
        }
    }

    /** An address with a name that is asked for gets the identity of its sort instead of that of the prefix around it. */
    private void settleNames() {
        namesChanged = false;
        var now = new TreeMap<Cidr, LearntNames.Sort>();
        for (var address : learnt.addresses()) {
            var sort = sort(address);
            if (sort != null) {
                now.put(Cidr.host(address), sort);
            }
        }
        Stream.of(sorts.keySet(), now.keySet())
                .flatMap(Set::stream)
                .filter(host -> !Objects.equals(sorts.get(host), now.get(host)))
                .forEach(host -> dirty.add(host));
        sorts.clear();
        sorts.putAll(now);
        named.entrySet().removeIf(e -> !now.containsValue(e.getKey()) && removed.add(e.getValue()));
        now.values().forEach(sort -> named.computeIfAbsent(sort, this::create));
    }

    /** Null where nobody asks for the address's names, and where the cluster knows who lives there. */
    private LearntNames.@Nullable Sort sort(IpAddress address) {
        var asked = learnt.asked(address);
        var around = Cidr.host(address);
        Cidr longest = null;
        for (; !asked.isEmpty() && around.length() > 0; around = new Cidr(address, around.length() - 1)) {
            if (known.containsKey(around)) {
                return null;
            }
            longest = longest == null && outside.containsKey(around) ? around : longest;
        }
        if (asked.isEmpty()) {
            return null;
        }
        return longest == null
                ? new LearntNames.Sort(around, Labels.of(worldLabel(address.isV4())), asked)
                : new LearntNames.Sort(longest, labels(longest), asked);
    }

    private KnownIdentity create(LearntNames.Sort sort) {
        var identity = new KnownIdentity(
                LOCAL + numbers.take(), sort.labels(), NamedPorts.none(), sort.names(), List.of(sort.prefix()));
        added.add(identity);
        return identity;
    }

    List<KnownIdentity> takeAdded() {
        var result = List.copyOf(added);
        added.clear();
        return result;
    }

    List<KnownIdentity> takeRemoved() {
        var result = List.copyOf(removed);
        removed.clear();
        return result;
    }

    /** Aliases of pods made since the last call. */
    List<Alias> takeAliases() {
        return aliases.takeMade();
    }

    /** Changes since the last call, after {@link #settle}. */
    List<PrefixChange> takeChanges() {
        var changes = new ArrayList<PrefixChange>();
        for (var prefix : dirty) {
            var entry = entry(prefix);
            var before = entry == null ? published.remove(prefix) : published.put(prefix, entry);
            if (!Objects.equals(before, entry)) {
                changes.add(new PrefixChange(prefix, entry));
            }
        }
        dirty.clear();
        return changes;
    }

    /** Everything that is in force. */
    Map<Cidr, PrefixEntry> published() {
        return Map.copyOf(published);
    }

    /** The identity that is published for this very address; null when there is none. */
    @Nullable
    Integer publishedAt(IpAddress address) {
        var entry = published.get(Cidr.host(address));
        return entry == null ? null : entry.identity();
    }

    private @Nullable PrefixEntry entry(Cidr prefix) {
        var entry = known.get(prefix);
        if (entry != null) {
            var alias = prefix.isHost() ? aliases.at(prefix.address()) : null;
            return alias == null ? entry : new PrefixEntry(alias, entry.local());
        }
        var sort = sorts.get(prefix);
        var identity = sort == null ? outside.get(prefix) : named.get(sort);
        return identity == null ? null : new PrefixEntry(identity.number(), false);
    }

    private Labels labels(Cidr prefix) {
        var labels = new ArrayList<>(prefix.labels());
        labels.add(worldLabel(prefix.isV4()));
        carried.getOrDefault(prefix, Labels.empty()).forEach(labels::add);
        return Labels.of(labels);
    }

    private Label worldLabel(boolean v4) {
        return Label.reserved(dualStack ? v4 ? "world-ipv4" : "world-ipv6" : "world");
    }

    private void countAddress(Cidr prefix, @Nullable PrefixEntry entry, int by) {
        if (entry != null && prefix.isHost()) {
            addresses.merge(entry.identity(), (long) by, (a, b) -> a + b == 0 ? null : a + b);
        }
    }
}
