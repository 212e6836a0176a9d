// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.abi.Mac;
import io.axoneme.model.Cidr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointStoreTest {
    @TempDir
    Path folder;

    private EndpointStore store;

    @BeforeEach
    void open() throws IOException {
        store = EndpointStore.open(folder);
        store.setRanges(List.of(Cidr.parse("10.1.0.0/29")));
    }

    private static Sandbox sandbox(String container) {
        return new Sandbox(new Sandbox.Key(container, "eth0"), "/run/netns/" + container, "demo", "api", "u-1");
    }

    private EndpointRecord lease(String container) throws CniException {
        return store.lease(sandbox(container), "axo-" + container, 1500);
    }

    @Test
    void everyAddressIsLeasedOnceAndNeverTheNetworksOwn() throws CniException {
        Set<String> addresses = new HashSet<>();
        for (String container : List.of("a", "b", "c", "d", "e")) {
            addresses.add(String.valueOf(lease(container).ipv4()));
        }
        assertEquals(Set.of("10.1.0.2", "10.1.0.3", "10.1.0.4", "10.1.0.5", "10.1.0.6"), addresses);
        CniException full = assertThrows(CniException.class, () -> lease("f"));
        assertEquals(CniFailure.Code.NO_ADDRESS, full.failure().code());
        assertEquals(List.of(new EndpointStore.RangeUse(Cidr.parse("10.1.0.0/29"), 5, 5)), store.ranges());
        assertEquals("every address of 10.1.0.0/29 is leased", full.failure().details());
    }

    @Test
    void leaseOfAKnownSandboxIsTheSame() throws CniException {
        EndpointRecord first = lease("a");
        assertEquals(first, lease("a"));
        assertEquals(1, store.all().size());
    }

    @Test
    void addressGivenBackComesLast() throws Exception {
        EndpointRecord first = lease("a");
        store.remove(first.key());
        for (String container : List.of("b", "c", "d", "e")) {
            assertNotEquals(first.ipv4(), lease(container).ipv4());
        }
        assertEquals(first.ipv4(), lease("f").ipv4());
    }

    @Test
    void recordsAndTurnSurviveARestart() throws Exception {
        EndpointRecord record = lease("a")
                .withLink(new EndpointRecord.Link(7, Mac.parse("02:00:00:00:00:01"), Mac.parse("02:00:00:00:00:02")))
                .withIdentity(4711);
        store.save(record);
        EndpointRecord gone = lease("b");
        store.remove(gone.key());

        open();

        assertEquals(List.of(record), store.all());
        assertEquals(Optional.of(record), store.find(record.key()));
        EndpointRecord next = lease("c");
        assertNotEquals(gone.ipv4(), next.ipv4());
        assertNotEquals(gone.endpointId(), next.endpointId());
    }

    @Test
    void brokenRecordIsLeftAloneAndTheOthersAreRead() throws Exception {
        EndpointRecord record = lease("a");
        Path broken = folder.resolve("endpoints/broken-eth0.json");
        Files.writeString(broken, "{\"container\":\"x\"");
        open();
        assertEquals(List.of(record), store.all());
        assertTrue(Files.exists(broken));
    }

    @Test
    void dualStackLeasesOneOfEach() throws CniException {
        store.setRanges(List.of(Cidr.parse("10.1.0.0/24"), Cidr.parse("2001:db8::/64")));
        EndpointRecord record = lease("a");
        assertEquals("[10.1.0.2, 2001:db8::2]", record.addresses().toString());
    }

    @Test
    void withoutARangeTheRuntimeShallTryAgain() throws IOException {
        store = EndpointStore.open(folder.resolve("other"));
        CniException none = assertThrows(CniException.class, () -> lease("a"));
        assertEquals(CniFailure.Code.TRY_AGAIN, none.failure().code());
    }

    @Test
    void endpointIdsAreNeverZeroAndNeverShared() throws CniException {
        store.setRanges(List.of(Cidr.parse("10.1.0.0/16")));
        Set<Integer> ids = new HashSet<>();
        for (int i = 0; i < 300; i++) {
            ids.add(lease("c" + i).endpointId());
        }
        assertEquals(300, ids.size());
        assertTrue(ids.stream().allMatch(id -> id >= 1 && id < 4096));
    }
}
