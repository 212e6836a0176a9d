// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import io.axoneme.model.Cidr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has changed between two states of the graph. Lists are in the order in which they are to reach the kernel, and so are the components, except
 * that what is removed goes last: rows, then bits, then identities.
 *
 * @param revision counts flushes; given back to {@link NodeGraph#collect} once this one has been in force for a grace period
 * @param vectorBits width that vectors need now, in bits
 * @param selectors bits that have got a meaning, for the journal
 * @param aliases whom identities that are new stand for, for readers of events
 * @param selectorsRemoved bits that mean nothing any more, so that there is room for other selectors, whether or not any identity had them
 */
public record Delta(
        long revision,
        int vectorBits,
        List<SelectorBit> selectors,
        List<Alias> aliases,
        List<SlotVector> identities,
        List<BitChange> bitsSet,
        List<IndexVector> vectors,
        List<ResolvedPolicy> policies,
        List<PrefixChange> prefixes,
        List<Flip> flips,
        List<ResolvedPolicy> policiesRemoved,
        List<BitChange> bitsCleared,
        List<Integer> selectorsRemoved,
        List<SlotVector> identitiesRemoved) {

    /** A selector's canonical text and its bit. */
    public record SelectorBit(String text, int bit) {}

    /** An identity with its slot and the bits of its vector, ascending; without bits when it is removed. */
    public record SlotVector(int identity, int slot, List<Integer> bits) {}

    /** A local identity and the identity of the pods that are met by it because a CIDR tells them from others. */
    public record Alias(int identity, int pod) {}

    /** One bit of one identity's vector. */
    public record BitChange(int slot, int bit) {}

    /** An interned bit set. */
    public record IndexVector(int index, List<Integer> bits) {}

    /** A prefix in ipcache; null takes it out. */
    public record PrefixChange(Cidr prefix, @Nullable PrefixEntry entry) {}

    /**
     * Who lives in a prefix.
     *
     * @param local the node's own address or pod range: never a source at the uplink
     */
    public record PrefixEntry(int identity, boolean local) {}

    /** An endpoint's policy from now on. */
    public record Flip(int endpoint, int policyId) {}

    public boolean isEmpty() {
        return selectors.isEmpty()
                && identities.isEmpty()
                && bitsSet.isEmpty()
                && vectors.isEmpty()
                && policies.isEmpty()
                && prefixes.isEmpty()
                && flips.isEmpty()
                && policiesRemoved.isEmpty()
                && bitsCleared.isEmpty()
                && selectorsRemoved.isEmpty()
                && identitiesRemoved.isEmpty();
    }
}
