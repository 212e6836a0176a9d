// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.List;

/** Who may be at the other end. Equal values pick equal peers, so that they can be interned. */
public sealed interface PeerSelector {

    /** Everyone: pods, nodes, the world and unknown sources. */
    record Everyone() implements PeerSelector {}

    /** Identities by labels. Namespace and cluster conditions that the API adds are part of the selector already. */
    record Labelled(LabelSelector selector) implements PeerSelector {}

    /** A named class of peers. */
    record OfEntity(Entity entity) implements PeerSelector {}

    /**
     * Outside addresses in a prefix and in none of its exceptions; pods only as {@link CidrMatchMode} says, never nodes.
     *
     * @param except each inside the prefix; sorted
     */
    record InCidr(Cidr cidr, List<Cidr> except) implements PeerSelector {
        public InCidr {
            except = sorted(except);
            for (var hole : except) {
                if (!cidr.contains(hole)) {
                    throw new IllegalArgumentException(hole + " is outside " + cidr);
                }
            }
        }
    }

    /**
     * Outside addresses in a prefix of the CIDR group of this name and in none of the exceptions; nobody while there is no such group.
     *
     * @param except sorted
     */
    record InCidrGroup(String name, List<Cidr> except) implements PeerSelector {
        public InCidrGroup {
            except = sorted(except);
        }
    }

    /**
     * Outside addresses in a prefix of any CIDR group with these labels and in none of the exceptions.
     *
     * @param selector judged against the group's labels, which have source k8s
     * @param except sorted
     */
    record InCidrGroups(LabelSelector selector, List<Cidr> except) implements PeerSelector {
        public InCidrGroups {
            except = sorted(except);
        }
    }

    /**
     * Who is behind services: the pods that a service selects; without a selector the outside addresses that its slices name.
     *
     * @param namespace empty for any
     * @param name empty for any
     * @param labels judged against the service's labels, which have source k8s
     */
    record OfServices(String namespace, String name, LabelSelector labels) implements PeerSelector {

        /** Whether it means this service. */
        public boolean picks(Service service) {
            return (namespace.isEmpty() || namespace.equals(service.namespace()))
                    && (name.isEmpty() || name.equals(service.name()))
                    && labels.matches(service.labels());
        }
    }

    /** Outside addresses that DNS has given as one of these names; never pods or nodes. */
    record OfNames(DnsNames names) implements PeerSelector {}

    /** Whether it is the wildcard, which any peer that is named goes before. */
    default boolean isEveryone() {
        return this instanceof Everyone || (this instanceof OfEntity(var entity) && entity == Entity.ALL);
    }

    private static List<Cidr> sorted(List<Cidr> cidrs) {
        return cidrs.stream().distinct().sorted().toList();
    }
}
