// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.abi.LayoutText;
import io.axoneme.kernel.Answer.Done;
import io.axoneme.kernel.Answer.Refused;
import io.axoneme.kernel.Answer.Unreachable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The control connection to the loader. Safe for several threads: one request is under way at a time. A connection that fails is
 * closed, and every request is {@link Unreachable} until {@link #connect()} succeeds again; nothing is sent twice.
 */
public final class LoaderClient implements AutoCloseable {
    /** Loading all programs through the verifier takes longest. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    private final Path path;
    private final String build;
    private final String layout;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable LoaderConnection connection;
    private boolean closed;

    private LoaderClient(Path path, String build, String layout) {
        this.path = path;
        this.build = build;
        this.layout = layout;
    }

    /**
     * The agent's client: layouts are compared when it connects.
     *
     * @param path the loader's socket
     * @param build this side's build id, for the loader's log
     */
    public static LoaderClient agent(Path path, String build) {
        return new LoaderClient(path, build, LayoutText.text());
    }

    /** A client for what needs no map, such as removing everything: it also works with a loader of another build. */
    public static LoaderClient tool(Path path, String build) {
        return new LoaderClient(path, build, "");
    }

    /** Makes the connection anew, whatever was before. */
    public Answer<Hello> connect() {
        lock.lock();
        try {
            drop();
            if (closed) {
                return new Unreachable<>("the client is closed");
            }
            LoaderConnection fresh = LoaderConnection.open(path, ANSWER_TIMEOUT);
            connection = fresh;
            Answer<Hello> answer = fresh.hello(Hello.Role.CONTROL, build, layout);
            if (!answer.isDone()) {
                drop();
            }
            return answer;
        } catch (IOException e) {
            drop();
            return new Unreachable<>("the loader at " + path + ": " + e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    /** Ends the connection, so that {@link #connect()} must come before the next request. */
    public void disconnect() {
        lock.lock();
        try {
            drop();
        } finally {
            lock.unlock();
        }
    }

    <T> Answer<T> exchange(RequestType type, PayloadWriter payload, LoaderConnection.Reader<T> reader) {
        lock.lock();
        try {
            if (connection == null) {
                return new Unreachable<>("not connected to the loader at " + path);
            }
            return connection.exchange(type, payload, reader);
        } catch (IOException e) {
            drop();
            return new Unreachable<>(type + ": the loader at " + path + ": " + e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    /** A request whose answer is empty. */
    Answer<Boolean> command(RequestType type, PayloadWriter payload) {
        return exchange(type, payload, answer -> true);
    }

    /** Opens the second connection, on which the loader sends what the rings give. */
    Answer<LoaderConnection> openEvents() {
        try {
            LoaderConnection events = LoaderConnection.open(path, Duration.ZERO);
            return switch (events.hello(Hello.Role.EVENTS, build, layout)) {
                case Done<Hello> hello -> new Done<>(events);
                case Refused<Hello> refused -> {
                    events.close();
                    yield refused.as();
                }
                case Unreachable<Hello>(var reason) -> new Unreachable<>(reason);
            };
        } catch (IOException e) {
            return new Unreachable<>("the loader's events at " + path + ": " + e.getMessage());
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            drop();
        } finally {
            lock.unlock();
        }
    }

    private void drop() {
        LoaderConnection old = connection;
        connection = null;
        if (old != null) {
            Closing.quietly(old);
        }
    }
}
