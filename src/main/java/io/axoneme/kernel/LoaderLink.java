// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.kernel.Answer.Done;
import io.axoneme.kernel.Answer.Refused;
import io.axoneme.kernel.Answer.Unreachable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the loader connected: one thread that connects, says so, reads events until the loader goes away, and tries again with
 * growing pauses.
 */
public final class LoaderLink implements AutoCloseable {
    private static final Logger LOG = System.getLogger(LoaderLink.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    /** Who is told of the connection's state. Called by the link's thread, which reads no event meanwhile. */
    public interface Listener {
        /** A control connection is there; the maps may hold anything. */
        void connected(Hello loader);

        /** No connection any more. */
        void disconnected(String reason);
    }

    private final LoaderClient client;
    private final EventSink sink;
    private final Listener listener;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable LoaderConnection events;

    /** A link that does nothing before {@link #start()}. */
    public LoaderLink(LoaderClient client, EventSink sink, Listener listener) {
        this.client = client;
        this.sink = sink;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("loader-link").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        String lastTrouble = "";
        while (closed.getCount() > 0) {
            Answer<Hello> answer = client.connect();
            switch (answer) {
                case Done<Hello>(var hello) -> {
                    pause = FIRST_PAUSE;
                    lastTrouble = serve(hello);
                }
                case Refused<Hello> refused -> lastTrouble = tell(lastTrouble, refused.trouble(), Level.ERROR);
                case Unreachable<Hello>(var reason) -> lastTrouble = tell(lastTrouble, reason, Level.WARNING);
            }
            await(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** Blocks while the loader is there; gives the reason why it is no longer. */
    private String serve(Hello hello) {
        LOG.log(Level.INFO, "loader connected, build {0}", hello.build());
        listener.connected(hello);
        String reason = switch (client.openEvents()) {
            case Done<LoaderConnection>(var connection) -> readEvents(connection);
            case Refused<LoaderConnection> refused -> refused.trouble();
            case Unreachable<LoaderConnection>(var why) -> why;
        };
        client.disconnect();
        if (closed.getCount() > 0) {
            LOG.log(Level.WARNING, "loader disconnected: {0}", reason);
        }
        listener.disconnected(reason);
        return reason;
    }

    private String readEvents(LoaderConnection connection) {
        events = connection;
        try (connection) {
            if (closed.getCount() > 0) {
                new EventReader(connection, sink).run();
            }
            return "closed";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } finally {
            events = null;
        }
    }

    /** Logs a trouble once, not at every attempt. */
    private static String tell(String lastTrouble, String trouble, Level level) {
        if (!trouble.equals(lastTrouble)) {
            LOG.log(level, "loader: {0}", trouble);
        }
        return trouble;
    }

    private void await(Duration pause) {
        try {
            if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(Level.DEBUG, "loader link closed");
            }
        } catch (InterruptedException e) {
            closed.countDown();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the thread and both connections. */
    @Override
    public void close() {
        closed.countDown();
        LoaderConnection open = events;
        if (open != null) {
            Closing.quietly(open);
        }
        client.close();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
