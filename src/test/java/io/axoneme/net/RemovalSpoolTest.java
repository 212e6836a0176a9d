// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemovalSpoolTest {
    private final FakePodNetwork network = new FakePodNetwork();

    @TempDir
    Path folder;

    private Path keep(String container) throws IOException {
        Path file = folder.resolve("del-" + container + "-eth0");
        return Files.write(
                file, Requests.frame(Requests.pod("DEL", container, "/run/netns/x"), Requests.config("1.0.0")));
    }

    @Test
    void removalsAreDoneAndForgotten() throws IOException {
        keep("b");
        keep("a");
        Files.writeString(folder.resolve(".del-c-eth0-77"), "half written");
        assertEquals(2, new RemovalSpool(folder).replay(network));
        assertEquals(List.of("delete a/eth0 \"/run/netns/x\"", "delete b/eth0 \"/run/netns/x\""), network.calls);
        assertEquals(0, new RemovalSpool(folder).replay(network));
    }

    @Test
    void removalThatFailsStays() throws IOException {
        Path kept = keep("a");
        network.failure = new CniException(CniFailure.Code.IO, "no", "loader away");
        assertEquals(0, new RemovalSpool(folder).replay(network));
        assertTrue(Files.exists(kept));
        network.failure = null;
        assertEquals(1, new RemovalSpool(folder).replay(network));
        assertFalse(Files.exists(kept));
    }

    @Test
    void cutOffFileStopsNoOther() throws IOException {
        Files.write(folder.resolve("del-a-eth0"), new byte[] {1, 2, 3});
        keep("b");
        assertEquals(1, new RemovalSpool(folder).replay(network));
    }

    @Test
    void folderNeedNotBeThere() {
        assertEquals(0, new RemovalSpool(folder.resolve("none")).replay(network));
    }
}
