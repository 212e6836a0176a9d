// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.graph.Delta.BitChange;
import io.axoneme.graph.Delta.SlotVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.roaringbitmap.RoaringBitmap;

/** Takes out of the graph what has lingered long enough: policies without endpoints, then bits without rows, then identities that nobody has. */
final class GraphCollector {

    private final PolicyResolver resolver;
    private final SelectorTable selectors;
    private final VectorTable vectors;
    private final IdentityTable identities;
    private final Membership membership;
    private final PrefixTable prefixes;
    private final Inheritance inherited;

    GraphCollector(
            PolicyResolver resolver,
            SelectorTable selectors,
            VectorTable vectors,
            IdentityTable identities,
            Membership membership,
            PrefixTable prefixes,
            Inheritance inherited) {
        this.resolver = resolver;
        this.selectors = selectors;
        this.vectors = vectors;
        this.identities = identities;
        this.membership = membership;
        this.prefixes = prefixes;
        this.inherited = inherited;
    }

    /**
     * What goes.
     *
     * @param revision the collection's own
     * @param upTo what lingers since this one or an earlier one
     * @param inForce ids of policies that stay all the same
     */
    Delta collect(long revision, long upTo, Set<Integer> inForce) {
        var gonePolicies = collectPolicies(revision, upTo, inForce);
        var cleared = new ArrayList<BitChange>();
        var goneSelectors = collectSelectors(upTo, cleared);
        vectors.collect(upTo);
        var goneIdentities = collectIdentities(upTo);
        return new Delta(
                revision,
                selectors.width(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                gonePolicies,
                cleared,
                goneSelectors,
                goneIdentities);
    }

    private List<ResolvedPolicy> collectPolicies(long revision, long upTo, Set<Integer> inForce) {
        var gone = resolver.due(upTo, inForce);
        // Their bits retire now and not before: rows in the kernel still use them until this delta is applied.
        gone.forEach(e -> resolver.collect(e, revision));
        return gone.stream().map(e -> e.policy).toList();
    }

    /** @param cleared gets their bits in vectors */
    private List<Integer> collectSelectors(long upTo, List<BitChange> cleared) {
        var gone = new ArrayList<Integer>();
        for (var entry : selectors.due(upTo)) {
            cleared.addAll(membership.everywhere(entry, new RoaringBitmap()));
            entry.selector.namedPrefixes().forEach(prefixes::release);
            entry.selector.names().forEach(prefixes::release);
            selectors.collect(entry);
            gone.add(entry.bit);
        }
        var foreign = selectors.foreign();
        if (!foreign.isEmpty()) {
            identities.all().forEach(e -> foreign.forEach(bit -> cleared.add(new BitChange(e.slot, bit))));
            gone.addAll(foreign);
            selectors.forgetForeign();
        }
        inherited.forget();
        return gone;
    }

    private List<SlotVector> collectIdentities(long upTo) {
        var gone = new ArrayList<SlotVector>();
        for (var entry : identities.due(upTo)) {
            gone.add(new SlotVector(entry.identity.number(), entry.slot, List.of()));
            identities.collect(entry);
            prefixes.releaseNumber(entry.identity.number());
        }
        identities.forgotten().forEach((number, slot) -> {
            gone.add(new SlotVector(number, slot, List.of()));
            identities.forget(number, slot);
            prefixes.releaseNumber(number);
        });
        return gone;
    }
}
