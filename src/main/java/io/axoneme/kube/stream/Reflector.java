// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.stream;

import static java.net.HttpURLConnection.HTTP_GONE;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a listener up to date about one collection, for as long as it is open. Attempts are unlimited, with a delay that
 * grows to a ceiling; the listener keeps the last known state meanwhile.
 */
public final class Reflector<T> implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Reflector.class.getName());

    /** How long the server is asked to keep a watch open. */
    private static final Duration WATCH = Duration.ofMinutes(4);

    /** A watch from which nothing came for this long, not even a bookmark (one a minute) or its end, is dead. */
    static final Duration SILENCE = WATCH.plusSeconds(30);

    private static final Duration FIRST_DELAY = Duration.ofMillis(200);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(15);

    /** While nobody listens at the server's address an attempt costs next to nothing, and its return is to be noticed at once. */
    private static final Duration LONGEST_ABSENCE = Duration.ofSeconds(1);

    private final ApiServer server;
    private final Query query;
    private final ItemReader<T> reader;
    private final ItemListener<T> listener;
    private final JsonFactory factory = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
    private final CompletableFuture<Void> synced = new CompletableFuture<>();
    private final AtomicReference<String> resourceVersion = new AtomicReference<>("");
    private final Thread thread;
    private final Thread watchdog;
    private volatile boolean closed;
    private volatile long heardNs = System.nanoTime();
    private volatile String trouble = "";
    private volatile @Nullable InputStream watching;

    /**
     * A reflector that does nothing until {@link #start}.
     *
     * @param name of its thread and in its log lines, such as {@code pods}
     */
    public Reflector(String name, ApiServer server, Query query, ItemReader<T> reader, ItemListener<T> listener) {
        this.server = server;
        this.query = query;
        this.reader = reader;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("reflect-" + name).daemon().unstarted(this::run);
        this.watchdog = Thread.ofVirtual().name("watchdog-" + name).unstarted(this::guard);
    }

    /** Starts to list. To be called once. */
    public void start() {
        thread.start();
        watchdog.start();
    }

    /** Done when the listener has heard of the first whole list. */
    public CompletableFuture<Void> synced() {
        return synced;
    }

    /** How long ago the server was last heard of this collection; while it watches, about a minute at most. */
    public Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heardNs);
    }

    /** Why nothing can be heard now; empty as long as all is well. */
    public String trouble() {
        return trouble;
    }

    /** Ends it; the listener hears nothing once this returns, unless it is this call's own thread. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        watchdog.interrupt();
        cut();
        if (Thread.currentThread() != thread) {
            join();
        }
    }

    private void join() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        var delay = FIRST_DELAY;
        while (!closed) {
            long before = System.nanoTime();
            var longest = LONGEST_DELAY;
            try {
                list();
                watch();
            } catch (InterruptedException e) {
                LOG.log(Level.DEBUG, "{0}: interrupted", query.path());
            } catch (IOException | RuntimeException e) {
                longest = ceiling(e);
                trouble = e.toString();
                if (!closed) {
                    LOG.log(Level.WARNING, "{0}: listed again, since: {1}", query.path(), e);
                }
            }
            delay = System.nanoTime() - before > LONGEST_DELAY.toNanos() ? FIRST_DELAY : longer(delay, longest);
            pause(delay);
        }
    }

    private static Duration longer(Duration delay, Duration longest) {
        var twice = delay.multipliedBy(2);
        return twice.compareTo(longest) > 0 ? longest : twice;
    }

    /** A server that answers with an error is spared; one that is away is not burdened by being looked for. */
    private static Duration ceiling(Exception e) {
        return e instanceof ConnectException ? LONGEST_ABSENCE : LONGEST_DELAY;
    }

    private void pause(Duration delay) {
        if (closed) {
            return;
        }
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "{0}: woken", query.path());
        }
    }

    private void list() throws IOException, InterruptedException {
        var listed = new ListRequest<>(server, query, reader, factory).run();
        heard();
        resourceVersion.set(listed.resourceVersion());
        listener.replaced(listed.records());
        synced.complete(null);
        LOG.log(
                Level.DEBUG,
                "{0}: {1} listed at {2}",
                query.path(),
                listed.records().size(),
                listed.resourceVersion());
    }

    /**
     * Watches again and again from where the last watch ended, also after a lost connection. Returns when closed.
     *
     * @throws IOException when only a new list helps
     */
    private void watch() throws IOException, InterruptedException {
        var delay = FIRST_DELAY;
        while (!closed) {
            long before = System.nanoTime();
            var longest = LONGEST_DELAY;
            try {
                watchOnce();
            } catch (IOException e) {
                if (closed || needsList(e)) {
                    throw e;
                }
                longest = ceiling(e);
                trouble = e.toString();
                LOG.log(Level.DEBUG, "{0}: watched again, since: {1}", query.path(), e);
            }
            delay = System.nanoTime() - before > LONGEST_DELAY.toNanos() ? FIRST_DELAY : longer(delay, longest);
            if (delay.compareTo(FIRST_DELAY) > 0) {
                pause(delay);
            }
        }
    }

    private static boolean needsList(IOException e) {
        return e instanceof WatchStream.Expired
                || e instanceof JsonProcessingException
                || (e instanceof Response.Refused refused && refused.status() == HTTP_GONE);
    }

    private void watchOnce() throws IOException, InterruptedException {
        var stream = new WatchStream<>(reader, listener, factory, this::heard);
        try (var body = Response.open(server, query.watch(resourceVersion.get(), WATCH.toSeconds()), false)) {
            watching = body;
            heard();
            stream.read(body, resourceVersion);
        } finally {
            watching = null;
        }
    }

    private void heard() {
        heardNs = System.nanoTime();
        trouble = "";
    }

    /** Ends a watch that a lost connection keeps waiting for ever. */
    private void guard() {
        try {
            while (!closed) {
                Thread.sleep(SILENCE.dividedBy(10));
                if (silence().compareTo(SILENCE) > 0) {
                    LOG.log(Level.WARNING, "{0}: silent for {1}, connecting again", query.path(), silence());
                    heardNs = System.nanoTime();
                    cut();
                    thread.interrupt();
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "{0}: watchdog ends", query.path());
        }
    }

    private void cut() {
        var body = watching;
        if (body == null) {
            return;
        }
        try {
            body.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0}: closing the watch: {1}", query.path(), e);
        }
    }
}
