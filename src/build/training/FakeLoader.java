// SPDX-License-Identifier: Apache-2.0
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A loader without a kernel behind it: every map is empty, every write succeeds. The protocol is that of bpf/include/protocol.h. */
final class FakeLoader {

    private static final int HEADER = 16;
    private static final int ANSWER = 0x8000;
    private static final int HELLO = 1;
    private static final int VETH_ADD = 12;
    private static final int STATUS = 19;

    private FakeLoader() {}

    static void serve(Path socket) throws IOException {
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            while (true) {
                var connection = server.accept();
                Thread.ofPlatform().daemon().start(() -> converse(connection));
            }
        }
    }

    private static void converse(SocketChannel connection) {
        try (connection) {
            var in = new DataInputStream(Channels.newInputStream(connection));
            while (true) {
                var header = ByteBuffer.wrap(in.readNBytes(HEADER)).order(ByteOrder.LITTLE_ENDIAN);
                if (header.remaining() < HEADER) {
                    return;
                }
                var payload = in.readNBytes(header.getInt(0));
                int type = Short.toUnsignedInt(header.getShort(4));
                answer(connection, type, header.getInt(8), answerTo(type, payload));
            }
        } catch (EOFException e) {
            // The client has gone.
        } catch (IOException e) {
            e.printStackTrace();
        }
    }

    /** Hello is answered with the asker's own build and layout; a device is number 7; the status is an empty object; all else is a zero, or nothing. */
    private static byte[] answerTo(int type, byte[] payload) {
        return switch (type) {
            case HELLO ->
                ByteBuffer.allocate(payload.length - 4)
                        .put(payload, 0, 4)
                        .put(payload, 8, payload.length - 8)
                        .array();
            case STATUS -> new byte[] {2, 0, '{', '}'};
            case VETH_ADD -> new byte[] {7, 0, 0, 0, 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2};
            case 2, 3, 6, 11, 14, 18 -> new byte[4];
            default -> new byte[0];
        };
    }

    private static void answer(SocketChannel connection, int type, int request, byte[] payload) throws IOException {
        var frame = ByteBuffer.allocate(HEADER + payload.length).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(payload.length)
                .putShort((short) (type | ANSWER))
                .putShort((short) 0)
                .putInt(request)
                .putInt(0)
                .put(payload)
                .flip();
        while (frame.hasRemaining()) {
            connection.write(frame);
        }
    }
}
