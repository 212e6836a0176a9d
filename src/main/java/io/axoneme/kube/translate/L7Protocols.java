// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.model.Protocol;
import java.util.List;

/** Kinds of L7 rules, with the transport protocols that a port entry of no protocol means beside them. */
enum L7Protocols {
    HTTP("http"),
    DNS("dns");

    private final String text;

    L7Protocols(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    List<Protocol> protocols() {
        return switch (this) {
            case HTTP -> List.of(Protocol.TCP);
            case DNS -> List.of(Protocol.UDP, Protocol.TCP);
        };
    }
}
