// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import io.axoneme.kernel.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Forgets what connections endpoints had that are no more: an entry is a ticket by the endpoint's number, which another pod will have one day. Each
 * reading is of whole tables, megabytes where there are many connections; so it is done beside the engine's thread, and those that go while one is
 * under way share the next. What fails is done by the next one too. Safe for several threads.
 */
final class ConntrackPurge {

    private static final Logger LOG = Logger.getLogger(ConntrackPurge.class);

    private final Function<Set<Integer>, Answer<Integer>> purge;
    private final Executor thread;
    private final Set<Integer> endpoints = new TreeSet<>();
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private boolean underWay;
    private boolean asked;

    /**
     * Nobody to forget yet.
     *
     * @param purge forgets the connections of these endpoints
     * @param thread where readings are done
     */
    ConntrackPurge(Function<Set<Integer>, Answer<Integer>> purge, Executor thread) {
        this.purge = purge;
        this.thread = thread;
    }

    /** The endpoint has no policy any more, so that it gets no new connections. Done when the old ones are forgotten, or could not be for now. */
    synchronized CompletableFuture<Void> forget(int endpoint) {
        var done = new CompletableFuture<Void>();
        endpoints.add(endpoint);
        waiting.add(done);
        begin();
        return done;
    }

    /** As {@link #forget}, when the tables can be read again: by the reading after that. */
    synchronized void forgetLater(int endpoint) {
        endpoints.add(endpoint);
    }

    /** The tables can be read, perhaps again. */
    synchronized void retry() {
        begin();
    }

    private void begin() {
        asked = true;
        if (!underWay && !endpoints.isEmpty()) {
            underWay = true;
            thread.execute(this::read);
        }
    }

    private void read() {
        Set<Integer> gone;
        List<CompletableFuture<Void>> told;
        synchronized (this) {
            asked = false;
            gone = Set.copyOf(endpoints);
            told = List.copyOf(waiting);
            endpoints.clear();
            waiting.clear();
        }
        Answer<Integer> answer = new Answer.Unreachable<>("the reading ended early");
        try {
            answer = purge.apply(gone);
        } finally {
            ended(gone, answer);
            told.forEach(t -> t.complete(null));
        }
    }

    private synchronized void ended(Set<Integer> gone, Answer<Integer> answer) {
        underWay = false;
        if (asked) {
            begin();
        }
        if (!answer.isDone()) {
            LOG.warnf("connections of endpoints %s are not forgotten yet: %s", new TreeSet<>(gone), answer.trouble());
            endpoints.addAll(gone);
        }
    }
}
