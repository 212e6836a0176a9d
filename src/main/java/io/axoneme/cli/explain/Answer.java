// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.explain;

import io.axoneme.model.Direction;
import io.axoneme.model.Peer;
import io.axoneme.model.Policy;
import io.axoneme.model.Verdict;
import io.axoneme.model.Verdict.Outcome;
import io.axoneme.model.Workload;
import io.axoneme.oracle.Explainer;
import io.axoneme.oracle.Explanation;
import io.axoneme.request.ProxyVerdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that can be said about an inquiry.
 *
 * @param ends each end that is an endpoint; the ones that stop the packet first, else the sender's first
 */
public record Answer(Scene scene, Inquiry inquiry, List<End> ends) {

    public Answer {
        ends = List.copyOf(ends);
    }

    /**
     * One end.
     *
     * @param proxy what the proxy says of the request; null when the packet goes to none or nothing was asked
     * @param change what would let it pass
     * @param beforeEnforcement where audited policies would deny it: what would let it pass if they were enforced
     */
    record End(
            Explanation explanation,
            @Nullable ProxyVerdict proxy,
            Optional<Change> change,
            Optional<Change> beforeEnforcement) {

        Outcome outcome() {
            return explanation.verdict().outcome();
        }

        boolean stops() {
            return outcome() == Outcome.DENIED || (proxy != null && !proxy.passes());
        }
    }

    /** Judges both ends. One of the inquiry's sides is an endpoint at least. */
    public static Answer of(Scene scene, Inquiry inquiry) {
        var ends = new ArrayList<End>();
        var from = inquiry.from();
        var to = inquiry.to();
        from.endpoint().ifPresent(sender -> ends.add(end(scene, inquiry, sender, Direction.EGRESS, to.peer())));
        to.endpoint().ifPresent(receiver -> ends.add(end(scene, inquiry, receiver, Direction.INGRESS, from.peer())));
        if (ends.isEmpty()) {
            throw new IllegalArgumentException("no side of the inquiry is an endpoint");
        }
        ends.sort(Comparator.comparing((End e) -> !e.stops()).thenComparing(e -> e.outcome() != Outcome.AUDIT));
        return new Answer(scene, inquiry, ends);
    }

    private static End end(Scene scene, Inquiry inquiry, Workload endpoint, Direction direction, Peer peer) {
        var world = scene.world();
        var explained = new Explainer(world).explain(endpoint, direction, peer, inquiry.port());
        var proxy = proxy(inquiry, explained.verdict());
        var change = proxy != null && !proxy.passes()
                ? new RequestChange(scene, inquiry, explained, proxy).find()
                : new ChangeFinder(scene, world).find(explained);
        return new End(explained, proxy, change, beforeEnforcement(scene, explained));
    }

    private static @Nullable ProxyVerdict proxy(Inquiry inquiry, Verdict verdict) {
        if (verdict.outcome() != Outcome.REDIRECTED) {
            return null;
        }
        if (inquiry.http() != null) {
            return ProxyVerdict.of(verdict.rules(), inquiry.http());
        }
        return inquiry.dnsName() == null ? null : ProxyVerdict.of(verdict.rules(), inquiry.dnsName());
    }

    private static Optional<Change> beforeEnforcement(Scene scene, Explanation explained) {
        if (explained.verdict().outcome() != Outcome.AUDIT) {
            return Optional.empty();
        }
        var world = scene.world();
        var enforced = world.withPolicies(
                world.policies().stream().map(Answer::enforced).toList());
        var denied = new Explainer(enforced)
                .explain(explained.endpoint(), explained.direction(), explained.peer(), explained.port());
        return new ChangeFinder(scene, enforced).find(denied);
    }

    private static Policy enforced(Policy policy) {
        return new Policy(policy.ref(), policy.generation(), policy.specs(), false);
    }

    /** What becomes of the packet: what the end says that stops it, else the most that one says. */
    Outcome outcome() {
        return ends.getFirst().outcome() == Outcome.ALLOWED
                ? ends.getLast().outcome()
                : ends.getFirst().outcome();
    }

    /** The end whose proxy judged the request; empty when nothing was asked of one. */
    Optional<End> proxied() {
        return ends.stream().filter(e -> e.proxy() != null).findFirst();
    }

    /** The sides that are endpoints. */
    List<Workload> endpoints() {
        return Stream.of(inquiry.from(), inquiry.to())
                .flatMap(side -> side.endpoint().stream())
                .toList();
    }
}
