// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.identity;

import io.axoneme.kube.identity.IdentityAllocator;
import io.axoneme.kube.identity.IdentityIndex;
import io.axoneme.kube.identity.IdentityKey;
import io.axoneme.kube.identity.IdentityRecord;
import io.axoneme.kube.identity.IdentityStore;
import io.axoneme.kube.pod.NamespaceRecord;
import io.axoneme.kube.pod.PodRecord;
import io.axoneme.kube.stream.ItemListener;
import io.axoneme.model.Labels;
import io.axoneme.operator.owner.Owner;
import io.axoneme.operator.policy.Population;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Sees to it that every set of labels that pods have has an identity, and that others are given back. Its state belongs
 * to one thread, the owner; requests to the API server run on workers, which hand their results back to the owner. Retries are unlimited.
 */
final class IdentityKeeper {

    private static final Logger LOG = Logger.getLogger(IdentityKeeper.class);
    private static final Duration FIRST_DELAY = Duration.ofMillis(500);
    private static final Duration PUBLISH_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(15);

    /** What must have been listed before anything is allocated: with half the labels a wrong identity would be made. */
    private enum Kind {
        PODS,
        NAMESPACES,
        IDENTITIES
    }

    private final IdentityStore store;
    private final IdentityAllocator allocator;
    private final IdentityDemand demand;
    private final IdentitySweep sweep;
    private final Owner owner;
    private final Executor workers;
    private final Consumer<Population> population;
    private final Clock clock;

    private final IdentityIndex index = new IdentityIndex();
    private final Set<Kind> listed = EnumSet.noneOf(Kind.class);
    private final Map<Labels, Duration> pending = new HashMap<>();
    private boolean publishing;

    IdentityKeeper(
            IdentityStore store,
            IdentityAllocator allocator,
            IdentityDemand demand,
            IdentitySweep sweep,
            Owner owner,
            Executor workers,
            Consumer<Population> population,
            Clock clock) {
        this.store = store;
        this.allocator = allocator;
        this.demand = demand;
        this.sweep = sweep;
        this.owner = owner;
        this.workers = workers;
        this.population = population;
        this.clock = clock;
    }

    /** Where changes of pods go. */
    ItemListener<PodRecord> pods() {
        return listener(Kind.PODS, demand::pods, demand::pod, demand::removePod);
    }

    /** Where changes of namespaces go. */
    ItemListener<NamespaceRecord> namespaces() {
        return listener(
                Kind.NAMESPACES,
                demand::namespaces,
                demand::namespace,
                namespace -> demand.removeNamespace(namespace.name()));
    }

    /** Where changes of identities go. */
    ItemListener<Optional<IdentityRecord>> identities() {
        return listener(
                Kind.IDENTITIES,
                all -> {
                    index.replace(all.stream().flatMap(Optional::stream).toList());
                    demand.all().forEach(this::ensure);
                },
                changed -> changed.ifPresent(this::learn),
                deleted -> deleted.ifPresent(this::forget));
    }

    /** Takes the collection's next steps; to be called at intervals. */
    void sweep() {
        owner.execute(() -> {
            if (ready()) {
                sweep.due(index, demand::needs, owner.nowNs()).forEach(this::take);
            }
        });
    }

    private <T> ItemListener<T> listener(
            Kind kind, Consumer<List<T>> replaced, Consumer<T> changed, Consumer<T> deleted) {
        return new ItemListener<>() {
            @Override
            public void replaced(List<T> all) {
                post(() -> {
                    replaced.accept(all);
                    if (listed.add(kind) && ready()) {
                        demand.all().forEach(IdentityKeeper.this::ensure);
                    }
                });
            }

            @Override
            public void changed(T record) {
                post(() -> changed.accept(record));
            }

            @Override
            public void deleted(T record) {
                post(() -> deleted.accept(record));
            }
        };
    }

    private void post(Runnable change) {
        owner.execute(() -> {
            change.run();
            if (ready()) {
                demand.drainFresh().forEach(this::ensure);
                publishSoon();
            }
        });
    }

    /** Pods come and go in crowds: told once for all that do within a moment. */
    private void publishSoon() {
        if (!publishing) {
            publishing = true;
            owner.schedule(
                    () -> {
                        publishing = false;
                        population.accept(demand.population());
                    },
                    PUBLISH_DELAY);
        }
    }

    private boolean ready() {
        return listed.size() == Kind.values().length;
    }

    private void learn(IdentityRecord identity) {
        index.put(identity);
        ensureIfNeeded(identity.labels());
    }

    private void forget(IdentityRecord identity) {
        index.get(identity.number())
                .filter(known -> known.uid().equals(identity.uid()))
                .ifPresent(known -> {
                    index.remove(known.number());
                    ensureIfNeeded(known.labels());
                });
    }

    private void ensureIfNeeded(Labels labels) {
        if (ready() && demand.needs(labels)) {
            ensure(labels);
        }
    }

    /** Asks for an identity unless there is one in use or on its way. */
    private void ensure(Labels labels) {
        var known = index.lookup(labels);
        if (known.isPresent() && !known.get().released()) {
            return;
        }
        if (ready() && pending.putIfAbsent(labels, FIRST_DELAY) == null) {
            allocate(labels);
        }
    }

    private void allocate(Labels labels) {
        ask(
                () -> allocator.allocate(new IdentityKey(labels)),
                identity -> {
                    pending.remove(labels);
                    index.put(identity);
                    LOG.debugf("identity %d: %s", identity.number(), labels);
                },
                failure -> retry(labels, failure));
    }

    private void retry(Labels labels, RuntimeException failure) {
        var delay = pending.getOrDefault(labels, FIRST_DELAY);
        var next = delay.multipliedBy(2);
        pending.put(labels, next.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : next);
        LOG.warnf("no identity yet for %s, next attempt in %s: %s", labels, delay, failure.getMessage());
        owner.schedule(() -> again(labels), delay);
    }

    private void again(Labels labels) {
        if (demand.needs(labels)) {
            allocate(labels);
        } else {
            pending.remove(labels);
        }
    }

    private void take(IdentitySweep.Step step) {
        var identity = step.identity();
        switch (step) {
            case IdentitySweep.Step.Release release ->
                ask(() -> store.release(identity, clock.instant()), this::changed, failed("release", identity));
            case IdentitySweep.Step.Claim claim -> ensure(identity.labels());
            case IdentitySweep.Step.Delete delete ->
                ask(() -> store.delete(identity), gone -> deleted(identity, gone), failed("delete", identity));
        }
    }

    private void changed(Optional<IdentityRecord> identity) {
        identity.ifPresent(this::learn);
    }

    private void deleted(IdentityRecord identity, boolean gone) {
        if (gone) {
            LOG.debugf("identity %d: deleted, nobody needed %s", identity.number(), identity.labels());
            forget(identity);
        }
    }

    /** The next sweep tries again. */
    private static Consumer<RuntimeException> failed(String what, IdentityRecord identity) {
        return failure -> LOG.warnf("identity %d: cannot %s: %s", identity.number(), what, failure.getMessage());
    }

    private <T> void ask(Supplier<T> request, Consumer<T> answered, Consumer<RuntimeException> failed) {
        workers.execute(() -> {
            try {
                var answer = request.get();
                owner.execute(() -> answered.accept(answer));
            } catch (RuntimeException e) {
                owner.execute(() -> failed.accept(e));
            }
        });
    }
}
