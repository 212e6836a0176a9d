// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.graph.Delta.BitChange;
import io.axoneme.graph.Delta.IndexVector;
import io.axoneme.graph.Delta.PrefixEntry;
import io.axoneme.graph.Delta.SelectorBit;
import io.axoneme.graph.Delta.SlotVector;
import io.axoneme.model.Cidr;
import io.axoneme.model.CidrGroup;
import io.axoneme.model.Direction;
import io.axoneme.model.Identity;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Labels;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyRef;
import io.axoneme.model.PolicySpec;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * From desired state to what the node's kernel should hold. Feed it present state in any order, then {@link #flush()} for what has changed since the last
 * time; once that has been in force for a grace period, {@link #collect} says what may go. A number (policy id, bit, slot, vector
 * index) gets another meaning only after it was collected.
 *
 * <p>Not thread-safe: one thread owns it.
 */
public final class NodeGraph {

    private final IdentityTable identities = new IdentityTable();
    private final SelectorTable selectors;
    private final VectorTable vectors;
    private final PrefixTable prefixes;
    private final PolicyTable policies = new PolicyTable();
    private final PolicyResolver resolver;
    private final Membership membership;
    private final EndpointTable endpoints;
    private final Referents referents;
    private final GraphCollector collector;
    private final DefaultDenyCounts defaultDenies = new DefaultDenyCounts(this::countSelected);
    private final RoaringBitmap newSlots = new RoaringBitmap();

    private long revision;

    public NodeGraph(GraphConfig config, Seed seed) {
        var peers = new PeerResolver(config);
        selectors = new SelectorTable(config.maxSelectors());
        vectors = new VectorTable(seed.interned());
        prefixes = new PrefixTable(config.dualStack(), config.cidrMatch(), this::labelsOf);
        var drafting = new PolicyDrafting(config, peers, identities, defaultDenies);
        resolver = new PolicyResolver(drafting, selectors, vectors, seed.lastPolicyId());
        endpoints = new EndpointTable(identities, policies, selectors, resolver);
        referents = new Referents(peers, policies, endpoints);
        var inherited = new Inheritance(seed);
        membership = new Membership(identities, selectors, inherited);
        collector = new GraphCollector(resolver, selectors, vectors, identities, membership, prefixes, inherited);
        seed.bits().forEach((text, bit) -> selectors.remember(text, bit));
        seed.slots().forEach((number, slot) -> {
            if (number != ReservedIdentity.UNKNOWN.number()) {
                identities.remember(number, slot);
                prefixes.reserve(number);
            }
        });
        add(KnownIdentity.of(ReservedIdentity.UNKNOWN.number(), ReservedIdentity.UNKNOWN.labels(), List.of()));
    }

    // --- desired state -------------------------------------------------------------------------------------------

    /** Adds an identity, or gives a reserved one other labels. */
    public void putIdentity(Identity identity) {
        var present = identities.get(identity.number());
        if (present != null && present.identity.labels().equals(identity.labels())) {
            identities.revive(present);
            return;
        }
        if (present != null) {
            identities.collect(present);
            identities.remember(identity.number(), present.slot);
        }
        add(KnownIdentity.of(identity.number(), identity.labels(), KnownIdentity.worldPrefix(identity.number())));
        prefixes.identityChanged(identity.number());
        endpoints.touchIdentity(identity.number());
    }

    /** Takes an identity out; its addresses and endpoints should have gone before. */
    public void removeIdentity(int number) {
        retire(number, revision + 1);
    }

    /** Adds or replaces the policy of this kind, namespace and name. */
    public void putPolicy(Policy policy) {
        var before = policies.put(policy);
        endpoints.touchSelected(policy);
        if (before != null) {
            endpoints.touchSelected(before);
        }
    }

    /** Takes out the policy of this kind, namespace and name, whatever its uid. */
    public void removePolicy(PolicyRef ref) {
        var before = policies.remove(ref);
        if (before != null) {
            endpoints.touchSelected(before);
        }
    }

    public void putCidrGroup(CidrGroup group) {
        referents.put(group);
    }

    public void removeCidrGroup(String name) {
        referents.removeCidrGroup(name);
    }

    /** Adds or replaces a service. What changes nothing of who is behind it costs nothing. */
    public void putService(Service service) {
        referents.put(service);
    }

    /** Takes the service {@code namespace/name} out. */
    public void removeService(String name) {
        referents.removeService(name);
    }

    /** Who lives in a prefix that the cluster knows: a pod's address, a node's, a pod range. */
    public void putPrefix(Cidr prefix, PrefixEntry entry) {
        prefixes.put(prefix, entry);
    }

    public void removePrefix(Cidr prefix) {
        prefixes.remove(prefix);
    }

    /**
     * All addresses of the pod that has this one: where CIDRs pick pods, one of them in the CIDR is enough. An address of which nothing is
     * told counts alone.
     */
    public void putPodAddresses(IpAddress address, List<IpAddress> ofPod) {
        prefixes.putPodAddresses(address, ofPod);
    }

    /** Labels that an outside prefix carries, such as those of an API server that is no node; empty takes them off. */
    public void carryLabels(Cidr prefix, Labels labels) {
        prefixes.carry(prefix, labels);
    }

    /** Names that DNS has given an outside address for; none takes them off. */
    public void putNames(IpAddress address, Set<String> names) {
        prefixes.putNames(address, names);
    }

    /** Adds an endpoint of this node, or gives it another identity. Without a known identity it gets policy 0: nothing passes. */
    public void putEndpoint(int id, int identity) {
        endpoints.put(id, identity);
    }

    /** Takes an endpoint out; its number must not be used for another before the next flush is in force. */
    public void removeEndpoint(int id) {
        endpoints.remove(id, revision + 1);
    }

    /** Addresses of the DNS servers that are no pod's: of their services, and of node-local DNS. */
    public void putDnsAddresses(Set<IpAddress> addresses) {
        referents.putDnsAddresses(addresses);
    }

    // --- what follows from it --------------------------------------------------------------------------------------

    /** What has changed since the last flush, in the order in which it is to reach the kernel. */
    public Delta flush() {
        revision++;
        defaultDenies.reset();
        settlePrefixes();
        referents.portsChanged(identities.takeChangedPortNames());
        var flips = endpoints.resolve(revision);
        // Selectors that the new policies brought may name outside prefixes, which are identities of their own.
        var newSelectors = selectors.takeAdded();
        newSelectors.forEach(s -> s.selector.namedPrefixes().forEach(prefixes::use));
        newSelectors.forEach(s -> s.selector.names().forEach(prefixes::use));
        settlePrefixes();
        var bitsSet = new ArrayList<BitChange>();
        newSelectors.forEach(s -> bitsSet.addAll(membership.everywhere(s, newSlots)));
        var fresh = takeNewVectors();
        return new Delta(
                revision,
                selectors.width(),
                newSelectors.stream()
                        .map(s -> new SelectorBit(s.selector.text(), s.bit))
                        .toList(),
                prefixes.takeAliases(),
                fresh,
                bitsSet,
                vectors.takeAdded().stream()
                        .map(v -> new IndexVector(v.index, v.bits))
                        .toList(),
                resolver.takeAdded(),
                prefixes.takeChanges(),
                flips,
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /**
     * What may go, now that everything up to a revision has been in force for a grace period: policies without endpoints, then
     * bits without rows, then identities that nobody has. Call {@link #flush()} afterwards: prefixes of such bits go too.
     *
     * @param upTo a revision that a flush returned
     */
    public Delta collect(long upTo) {
        return collect(upTo, Set.of());
    }

    /**
     * As {@link #collect(long)}, when not all is in force that should be.
     *
     * @param inForce ids of policies that the kernel may still judge by, which stay
     */
    public Delta collect(long upTo, Set<Integer> inForce) {
        var delta = collector.collect(++revision, upTo, inForce);
        delta.identitiesRemoved().forEach(i -> newSlots.remove(i.slot()));
        return delta;
    }

    /** Resolved policies in force, those that linger included. */
    public List<ResolvedPolicy> livePolicies() {
        return resolver.all().stream().map(e -> e.policy).toList();
    }

    /** The resolved policy of an endpoint after the last flush; null for one that is unknown or has an unknown identity. */
    public @Nullable ResolvedPolicy policyOf(int endpoint) {
        return endpoints.policyOf(endpoint);
    }

    /** Why not every endpoint has the policy that it should have, as of the last flush; null when each has. */
    public @Nullable SelectorShortage shortage() {
        return endpoints.shortage();
    }

    /** All vectors as they should be, for a kernel map that was made anew. */
    public List<SlotVector> allVectors() {
        return identities.all().stream().map(membership::vector).toList();
    }

    /** All interned vectors, for a kernel map that was made anew. */
    public List<IndexVector> allInternedVectors() {
        return vectors.all().stream().map(v -> new IndexVector(v.index, v.bits)).toList();
    }

    /** Every bit that means something, for a journal that is written anew. */
    public List<SelectorBit> allSelectors() {
        return selectors.all().stream()
                .map(s -> new SelectorBit(s.selector.text(), s.bit))
                .toList();
    }

    /** Counts flushes and collections. */
    public long revision() {
        return revision;
    }

    /** Everything that ipcache should hold. */
    public Map<Cidr, PrefixEntry> allPrefixes() {
        return prefixes.published();
    }

    /** The identity that ipcache has for an address since the last flush, a pod's alias for one; without an entry the other one. */
    public int identityAt(IpAddress address, int otherwise) {
        var published = prefixes.publishedAt(address);
        return published == null ? otherwise : published;
    }

    /** An identity, local ones included; null for one that is unknown. */
    public @Nullable KnownIdentity known(int identity) {
        var entry = identities.get(identity);
        return entry == null ? null : entry.identity;
    }

    /** Labels of an identity, local ones included; null for one that is unknown. */
    public @Nullable Labels labelsOf(int identity) {
        var entry = identities.get(identity);
        return entry == null ? null : entry.identity.labels();
    }

    /**
     * How many endpoints of the cluster the policies put into default deny that share one with others here: which of them is named first. Only
     * of policies that endpoints have now.
     */
    public Map<DefaultDeny, Long> endpointsInDefaultDeny() {
        var counts = new HashMap<DefaultDeny, Long>();
        for (var entry : resolver.all()) {
            if (entry.users > 0) {
                entry.policy
                        .sides()
                        .forEach((direction, side) -> side.sharedDefaultDenies().stream()
                                .map(cause -> new DefaultDeny(cause.policy(), direction))
                                .forEach(who -> counts.computeIfAbsent(who, this::inDefaultDeny)));
            }
        }
        return counts;
    }

    /** A policy's default deny in one direction. */
    public record DefaultDeny(PolicyRef policy, Direction direction) {}

    /** How many endpoints of the cluster the policy selects, as far as their addresses are known here. */
    public long endpointsSelected(Policy policy) {
        return countSelected(policy.specs());
    }

    // --- inside ----------------------------------------------------------------------------------------------------

    private long inDefaultDeny(DefaultDeny who) {
        return policies.get(who.policy())
                .map(policy -> defaultDenies.now(policy, who.direction()))
                .orElse(0L);
    }

    private long countSelected(List<PolicySpec> specs) {
        var slots = new RoaringBitmap();
        specs.forEach(s -> slots.or(identities.labels().picked(s.subject())));
        return slots.stream()
                .mapToLong(slot ->
                        prefixes.addressesOf(identities.atSlot(slot).identity.number()))
                .sum();
    }

    private void add(KnownIdentity identity) {
        newSlots.add(identities.add(identity).slot);
    }

    /** Vectors of identities that are new since the last flush, with every bit that is in use by now. */
    private List<SlotVector> takeNewVectors() {
        var result = newSlots.stream()
                .mapToObj(identities::atSlot)
                .map(membership::vector)
                .toList();
        newSlots.clear();
        return result;
    }

    /** @param from the revision whose flush takes it out of use */
    private void retire(int identity, long from) {
        var entry = identities.get(identity);
        if (entry != null && identity != ReservedIdentity.UNKNOWN.number()) {
            identities.retire(entry, from);
        }
    }

    /** Part of a flush. */
    private void settlePrefixes() {
        prefixes.settle();
        prefixes.takeRemoved().forEach(i -> retire(i.number(), revision));
        prefixes.takeAdded().forEach(this::add);
    }
}
