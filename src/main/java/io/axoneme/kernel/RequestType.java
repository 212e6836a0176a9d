// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

/** Requests of the loader's protocol, with their numbers. */
enum RequestType {
    HELLO(1),
    LOAD(2),
    ATTACH(3),
    UPDATE(5),
    DELETE(6),
    VECTORS(7),
    BITS(8),
    FLIP(9),
    DUMP(10),
    VETH_ADD(12),
    VETH_DELETE(13),
    VETH_LIST(14),
    ROUTES(15),
    MASQUERADE(16),
    CNI_CONF(17),
    UNINSTALL(18),
    STATUS(19),
    EVENTS(20),
    LOST(21),
    FORGET(22);

    private final int number;

    RequestType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
