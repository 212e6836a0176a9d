// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.model.Protocol;
import java.util.List;

/** Kinds of L7 rules, with the transport protocols that a port entry of no protocol means beside them. */
enum L7Protocols {
    HTTP("http", List.of(Protocol.TCP)),
    DNS("dns", List.of(Protocol.UDP, Protocol.TCP));

    private final String text;
    private final List<Protocol> protocols;

    L7Protocols(String text, List<Protocol> protocols) {
        this.text = text;
        this.protocols = protocols;
    }

    String text() {
        return text;
    }

    List<Protocol> protocols() {
        return protocols;
    }
}
