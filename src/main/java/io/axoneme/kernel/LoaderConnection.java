// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.kernel.Answer.Done;
import io.axoneme.kernel.Answer.Refused;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** One connection to the loader: hellos exchanged, then requests answered in order. Not thread-safe, but for {@link #close()}. */
final class LoaderConnection implements AutoCloseable {

    /**
     * Makes a value of one frame of an answer, or adds it to the value made of the frames before.
     *
     * @param <T> the value
     */
    @FunctionalInterface
    interface Reader<T> {
        T read(PayloadReader payload) throws ProtocolException;
    }

    private final FrameSocket socket;
    private int lastRequestId;

    private LoaderConnection(FrameSocket socket) {
        this.socket = socket;
    }

    /**
     * Connects without a word said yet.
     *
     * @param timeout longest wait for an answer; zero waits for ever
     */
    static LoaderConnection open(Path path, Duration timeout) throws IOException {
        return new LoaderConnection(FrameSocket.connect(path, timeout));
    }

    /** Says hello. A differing layout comes back as a refusal that names the first field that differs. */
    Answer<Hello> hello(Hello.Role role, String build, String layout) throws IOException {
        Answer<Hello> answer = exchange(RequestType.HELLO, Hello.request(role, build, layout), Hello::read);
        if (answer instanceof Done<Hello>(var hello) && hello.version() != Hello.VERSION) {
            throw new ProtocolException(
                    "the loader speaks version " + hello.version() + " of the protocol, not " + Hello.VERSION);
        }
        return answer;
    }

    /** Asks and waits. With an answer of several frames the reader is called for each; the last value counts. */
    <T> Answer<T> exchange(RequestType type, PayloadWriter payload, Reader<T> reader) throws IOException {
        int requestId = ++lastRequestId;
        socket.send(type, requestId, payload);
        while (true) {
            Frame frame = socket.receive();
            check(frame, type, requestId);
            if (frame.error() != 0) {
                return refusal(frame);
            }
            T value = reader.read(frame.payload());
            if (!frame.more()) {
                return new Done<>(value);
            }
        }
    }

    /** The next frame that comes unasked, on a connection for events. */
    Frame receive() throws IOException {
        return socket.receive();
    }

    private static void check(Frame frame, RequestType type, int requestId) throws ProtocolException {
        if (frame.type() != (type.number() | Frame.ANSWER) || frame.requestId() != requestId) {
            throw new ProtocolException("an answer of type " + frame.type() + " to request " + frame.requestId()
                    + ", where " + type + " " + requestId + " was asked");
        }
    }

    private static <T> Refused<T> refusal(Frame frame) throws ProtocolException {
        PayloadReader payload = frame.payload();
        return new Refused<>(frame.error(), payload.u32(), payload.str(), payload.str());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
