// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import jnr.constants.platform.Errno;
import jnr.enxio.channels.NativeException;
import jnr.unixsocket.UnixSocketAddress;
import jnr.unixsocket.UnixSocketChannel;
import jnr.unixsocket.UnixSocketOptions;

/**
 * Whole frames over a Unix stream socket. One thread may send while another receives; neither is safe for more than one.
 * {@link #close()} may be called by any thread and ends a read that is waiting.
 */
final class FrameSocket implements AutoCloseable {
    private final UnixSocketChannel channel;

    private FrameSocket(UnixSocketChannel channel) {
        this.channel = channel;
    }

    /** @param timeout longest wait for bytes while receiving; zero waits for ever */
    static FrameSocket connect(Path path, Duration timeout) throws IOException {
        UnixSocketChannel channel = UnixSocketChannel.open(new UnixSocketAddress(path.toString()));
        channel.setOption(UnixSocketOptions.SO_RCVTIMEO, (int) timeout.toMillis());
        return new FrameSocket(channel);
    }

    void send(RequestType type, int requestId, PayloadWriter payload) throws IOException {
        if (payload.size() > Frame.MAX_PAYLOAD) {
            throw new ProtocolException(type + " with " + payload.size() + " bytes is longer than a frame may be");
        }
        PayloadWriter frame = new PayloadWriter();
        frame.u32(payload.size())
                .u16(type.number())
                .u16(0)
                .u32(requestId)
                .u32(0)
                .raw(payload.toBytes());
        ByteBuffer buffer = ByteBuffer.wrap(frame.toBytes());
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    Frame receive() throws IOException {
        PayloadReader header = new PayloadReader(exactly(Frame.HEADER_SIZE));
        int length = header.u32();
        if (length < 0 || length > Frame.MAX_PAYLOAD) {
            throw new ProtocolException("a frame of " + Integer.toUnsignedLong(length) + " bytes");
        }
        return Frame.of(header, exactly(length));
    }

    private byte[] exactly(int count) throws IOException {
        byte[] bytes = new byte[count];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            if (read(channel, buffer) < 0) {
                throw new EOFException("the loader closed the connection");
            }
        }
        return bytes;
    }

    private static int read(SocketChannel channel, ByteBuffer buffer) throws IOException {
        try {
            return channel.read(buffer);
        } catch (NativeException e) {
            if (e.getErrno() == Errno.EAGAIN) {
                throw new SocketTimeoutException("no answer from the loader in time");
            }
            throw e;
        }
    }

    /** Shutting down first wakes a thread that waits in a read; closing alone would leave it there. */
    @Override
    public void close() throws IOException {
        try (channel) {
            channel.shutdownInput();
            channel.shutdownOutput();
        }
    }
}
