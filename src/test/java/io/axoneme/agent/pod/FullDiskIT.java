// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.pod;

import static io.axoneme.agent.pod.NodeDouble.sandbox;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.axoneme.net.CniException;
import io.axoneme.net.CniFailure;
import io.axoneme.net.FullFolder;
import io.axoneme.net.StateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
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
        network = node.network(state);
    }

    @AfterEach
    void unmount() throws IOException {
        if (disk != null) { // not root: nothing was mounted
            disk.close();
        }
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

    /** What a pod needs is written twice: its lease, then what was made for it. */
    @Test
    void aDiskThatFillsUpWhileTheDeviceIsMadeLeavesNothingEither() throws Exception {
        network.add(sandbox("a"));
        var before = files();
        node.whileMaking = this::fill;
        var refused = assertThrows(CniException.class, () -> network.add(sandbox("b")));
        assertEquals(CniFailure.Code.IO, refused.failure().code());
        disk.empty();
        assertEquals(before, files());
        assertEquals(1, node.devices.size());
        assertEquals(1, network.ranges().getFirst().used());
        node.whileMaking = () -> {};
        network.add(sandbox("b"));
        assertEquals(2, network.records().size());
    }

    private void fill() {
        try {
            disk.fill();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
