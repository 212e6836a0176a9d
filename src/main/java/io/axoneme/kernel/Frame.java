// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

/**
 * One frame of the loader's protocol.
 *
 * @param type the request's number; answers have {@link #ANSWER} set
 * @param more whether further frames of this answer follow
 * @param requestId chosen by the asker, repeated in the answer
 * @param error answers: errno, 0 on success
 * @param payload what follows the header
 */
record Frame(int type, boolean more, int requestId, int error, PayloadReader payload) {
    /** Bytes of a header. */
    static final int HEADER_SIZE = 16;
    /** Most bytes of payload; a longer frame ends the connection. */
    static final int MAX_PAYLOAD = 4 * 1024 * 1024;
    /** Bit of {@code type} that marks an answer. */
    static final int ANSWER = 0x8000;

    private static final int MORE = 1;

    static Frame of(PayloadReader header, byte[] payload) throws ProtocolException {
        int type = header.u16();
        int flags = header.u16();
        return new Frame(type, (flags & MORE) != 0, header.u32(), header.u32(), new PayloadReader(payload));
    }
}
