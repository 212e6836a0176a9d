// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.axoneme.net.CniException;
import io.axoneme.net.CniFailure;
import io.axoneme.net.EndpointStore;
import io.axoneme.net.FullFolder;
import io.axoneme.net.RemovalSpool;
import io.axoneme.net.Sandbox;
import io.axoneme.net.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CNI requests while the disk of the leases is really full. */
class FullDiskIT {

    private final NodeDouble node = new NodeDouble();

    @TempDir
    Path state;

    private FullFolder disk;
    private NodePodNetwork network;

    @BeforeEach
    void start() throws IOException {
        disk = FullFolder.over(state);
        network =
                new NodePodNetwork(EndpointStore.open(state), node, node, new RemovalSpool(state.resolve("cni-spool")));
    }

    @AfterEach
    void unmount() throws IOException {
        if (disk != null) { // not root: nothing was mounted
            disk.close();
        }
    }

    private static Sandbox sandbox(String container) {
        return new Sandbox(
                new Sandbox.Key(container, "eth0"),
                "/run/netns/" + container,
                "demo",
                "pod-" + container,
                "uid-" + container);
    }

    private Set<Path> files() throws IOException {
        try (var files = Files.walk(state)) {
            return files.collect(Collectors.toSet());
        }
    }

    @Test
    void podThatCannotBeWrittenDownIsRefusedByTheFoldersNameAndLeavesNothing() throws Exception {
        network.add(sandbox("a"));
        disk.fill();
        var before = files();
        var refused = assertThrows(CniException.class, () -> network.add(sandbox("b")));
        assertEquals(CniFailure.Code.IO, refused.failure().code());
        assertEquals(
                "state cannot be written: " + state.resolve("endpoints") + ": No space left on device",
                refused.getMessage());
        assertEquals(before, files());
        assertEquals(1, node.devices.size());
        assertEquals(1, network.records().size());
        assertEquals(1, network.ranges().getFirst().used());
    }

    @Test
    void removalsNeedNoRoomAndAddsWorkAgainOnceThereIsSome() throws Exception {
        network.add(sandbox("a"));
        disk.fill();
        network.delete(sandbox("a"));
        assertEquals(List.of(), List.copyOf(network.records()));
        disk.empty();
        network.add(sandbox("b"));
        assertEquals(1, network.records().size());
    }

    @Test
    void folderSaysWhetherItCanBeWrittenNow() throws IOException {
        var before = files();
        assertEquals("", StateFile.trouble(state));
        assertEquals(before, files(), "what was tried is not left behind");
        disk.fill();
        assertEquals(state + ": No space left on device", StateFile.trouble(state));
        disk.empty();
        assertEquals("", StateFile.trouble(state));
        assertEquals(before, files());
    }
}
