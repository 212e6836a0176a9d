// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import io.axoneme.model.IpAddress;
import java.util.List;
import java.util.Optional;

/**
 * What the agent knows and the datapath does not: names and causes. A flow takes them when it is built and keeps them, so that
 * it reads the same after its pod is gone. Asked on the thread that reads events: each answer comes from memory, without waiting.
 */
public record Attribution(
        Endpoints endpoints,
        Addresses addresses,
        Identities identities,
        Decisions decisions,
        Services services,
        DomainNames domainNames) {

    /** Endpoints of this node by their id. */
    @FunctionalInterface
    public interface Endpoints {
        Optional<Named> endpoint(int endpointId);
    }

    /** Who has an address now, on any node. */
    @FunctionalInterface
    public interface Addresses {
        Optional<Named> at(IpAddress address);
    }

    /** What is known of identities. */
    @FunctionalInterface
    public interface Identities {
        /** Labels of an identity, {@code source:key=value}; empty when the identity is not known. */
        List<String> labels(int identity);

        /** The identity that a flow shows for one that an event names: a pod's own where the datapath meets it by an alias. */
        default int own(int met) {
            return met;
        }
    }

    /** What decided, and why. Must also know policies that are no longer in force while events may still name them. */
    @FunctionalInterface
    public interface Decisions {
        Decision decision(DecisionKey key);
    }

    /** The service behind a frontend or one of its backends. */
    @FunctionalInterface
    public interface Services {
        Optional<ServiceName> service(IpAddress address, int port, int protocol);
    }

    /** DNS names that an endpoint has looked up an address by. */
    @FunctionalInterface
    public interface DomainNames {
        List<String> names(int endpointId, IpAddress address);
    }

    /**
     * A workload.
     *
     * @param endpointId 0 when it is on another node
     * @param cluster empty when the cluster has no name
     */
    public record Named(int endpointId, String cluster, String namespace, String pod, List<WorkloadName> workloads) {
        public Named {
            workloads = List.copyOf(workloads);
        }
    }

    /**
     * The place in the policy tables that decided, as an event names it.
     *
     * @param action {@link DatapathEvent#ACTION_ALLOW}, …
     * @param peer identity of the other end, or {@link DatapathEvent#NO_PEER}
     * @param timeNs monotonic clock of the kernel
     */
    public record DecisionKey(
            long policyId,
            long row,
            int segment,
            int bit,
            FlowDirection direction,
            int action,
            int peer,
            long timeNs) {}

    /**
     * Why.
     *
     * @param policies the deciding policies, most specific first; for a default deny those that put the endpoint into default deny
     * @param log log texts set in them, each once
     */
    public record Decision(PolicyMatch match, List<FlowPolicy> policies, List<String> log) {

        /** Nothing is known of the place; better no name than a wrong one. */
        public static final Decision UNKNOWN = new Decision(PolicyMatch.NONE, List.of(), List.of());

        public Decision {
            policies = List.copyOf(policies);
            log = List.copyOf(log);
        }
    }
}
