// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

/**
 * What the loader says of itself when a connection starts.
 *
 * @param version of the protocol
 * @param build the loader's build id
 * @param layout its structs, lines {@code struct.field offset size}
 */
public record Hello(int version, String build, String layout) {
    /** The protocol's version that this side speaks. */
    static final int VERSION = 2;

    /** What a connection is for. */
    enum Role {
        CONTROL(1),
        EVENTS(2);

        private final int number;

        Role(int number) {
            this.number = number;
        }
    }

    static PayloadWriter request(Role role, String build, String layout) {
        return new PayloadWriter().u32(VERSION).u32(role.number).str(build).text(layout);
    }

    static Hello read(PayloadReader payload) throws ProtocolException {
        return new Hello(payload.u32(), payload.str(), payload.text());
    }
}
