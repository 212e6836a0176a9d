// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.axoneme.agent.engine.NodePorts.Masquerade;
import io.axoneme.kernel.Answer;
import io.axoneme.kernel.LoaderClient;
import io.axoneme.kernel.LoaderNode;
import io.axoneme.model.Cidr;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without a loader: whatever is asked of one fails, so that one sees whether it was asked. */
class NodePortsTest {

    private static final Masquerade MASQUERADE = new Masquerade(Cidr.parse("10.1.0.0/24"), Set.of());

    private final NodePorts ports;

    NodePortsTest(@TempDir Path folder) {
        var client = LoaderClient.agent(folder.resolve("none.sock"), "test");
        ports = new NodePorts(new LoaderNode(client), List.of());
    }

    /** An agent that starts knows the nodes before it knows the pods. */
    @Test
    void theMasqueradeAloneWouldTakeAwayTheHostPortsOfAnEarlierRun() {
        assertEquals(new Answer.Done<>(true), ports.setMasquerade(MASQUERADE));
        assertEquals(new Answer.Done<>(true), ports.restore());
        assertInstanceOf(Answer.Unreachable.class, ports.setHostPorts(Set.of()));
        assertInstanceOf(Answer.Unreachable.class, ports.setMasquerade(MASQUERADE));
        assertInstanceOf(Answer.Unreachable.class, ports.restore());
    }
}
