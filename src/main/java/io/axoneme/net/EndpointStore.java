// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.axoneme.abi.Abi;
import io.axoneme.model.Cidr;
import io.axoneme.model.IpAddress;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Leases and endpoint records of the node, in a folder: one file an interface, written whole and renamed into place, so that a killed
 * process leaves the old or the new one. A record is on disk before its numbers are used. Safe for several threads.
 */
public final class EndpointStore {
    private static final Logger LOG = System.getLogger(EndpointStore.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUFFIX = ".json";

    private final Path folder;
    private final Path cursorFile;
    private final Map<String, EndpointRecord> records = new TreeMap<>();
    private final List<AddressPool> pools = new ArrayList<>();
    private final NumberRing endpointIds;
    private JsonNode cursors;

    private EndpointStore(Path folder, JsonNode cursors) {
        this.folder = folder.resolve("endpoints");
        this.cursorFile = folder.resolve("cursors.json");
        this.cursors = cursors;
        this.endpointIds = new NumberRing(
                1, Abi.MAX_ENDPOINTS - 1, cursors.path("endpoint").asLong());
    }

    /**
     * Reads what an earlier process left. A file that cannot be read is told and left alone, its numbers with it.
     *
     * @param folder the agent's state folder; what is missing in it is made
     */
    public static EndpointStore open(Path folder) throws IOException {
        EndpointStore store = new EndpointStore(folder, readCursors(folder.resolve("cursors.json")));
        Files.createDirectories(store.folder);
        try (var files = Files.newDirectoryStream(store.folder, "*" + SUFFIX)) {
            for (Path file : files) {
                store.load(file);
            }
        }
        return store;
    }

    private static JsonNode readCursors(Path file) throws IOException {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return JSON.createObjectNode();
        } catch (JacksonException e) {
            // Only where to go on: without it numbers are used again sooner.
            LOG.log(Level.WARNING, "{0} cannot be read: {1}", file, e.getMessage());
            return JSON.createObjectNode();
        }
    }

    private void load(Path file) throws IOException {
        try {
            EndpointRecord record = EndpointJson.read(JSON.readTree(Files.readAllBytes(file)));
            records.put(record.key().toString(), record);
        } catch (JacksonException | IllegalArgumentException e) {
            LOG.log(Level.ERROR, "endpoint record {0} cannot be read: {1}", file, e.getMessage());
        }
    }

    /** The node's pod ranges. Addresses outside them that pods still have stay theirs. */
    public synchronized void setRanges(List<Cidr> ranges) {
        if (pools.stream().map(AddressPool::range).toList().equals(ranges)) {
            return;
        }
        pools.clear();
        for (Cidr range : ranges) {
            pools.add(new AddressPool(range, cursors.path(range.toString()).asLong()));
        }
    }

    /** Every record, in order of container and interface. */
    public synchronized List<EndpointRecord> all() {
        return List.copyOf(records.values());
    }

    public synchronized Optional<EndpointRecord> find(Sandbox.Key key) {
        return Optional.ofNullable(records.get(key.toString()));
    }

    /**
     * How full a range is.
     *
     * @param used leased addresses
     * @param size addresses that pods can have
     */
    public record RangeUse(Cidr range, long used, long size) {}

    /** Every range of the node; none before it was given one. */
    public synchronized List<RangeUse> ranges() {
        var taken =
                records.values().stream().flatMap(r -> r.addresses().stream()).toList();
        return pools.stream()
                .map(pool -> new RangeUse(
                        pool.range(),
                        taken.stream().filter(a -> pool.range().contains(a)).count(),
                        pool.size()))
                .toList();
    }

    /**
     * Leases addresses and an endpoint id for a sandbox and writes them down; one that has them keeps them.
     *
     * @throws CniException when no address or id is left, or nothing can be written
     */
    public synchronized EndpointRecord lease(Sandbox sandbox, String device, int mtu) throws CniException {
        EndpointRecord present = records.get(sandbox.key().toString());
        if (present != null && present.sandbox().equals(sandbox)) {
            return present;
        }
        EndpointRecord record = present != null
                ? new EndpointRecord(
                        sandbox, present.endpointId(), present.ipv4(), present.ipv6(), device, mtu, null, 0)
                : fresh(sandbox, device, mtu);
        save(record);
        return record;
    }

    private EndpointRecord fresh(Sandbox sandbox, String device, int mtu) throws CniException {
        if (pools.isEmpty()) {
            throw new CniException(
                    CniFailure.Code.TRY_AGAIN,
                    "no pod range yet",
                    "the node has no pod CIDR; is the operator running?");
        }
        Set<IpAddress> takenAddresses = new HashSet<>();
        Set<Long> takenIds = new HashSet<>();
        records.values().forEach(r -> {
            takenAddresses.addAll(r.addresses());
            takenIds.add((long) r.endpointId());
        });
        IpAddress ipv4 = null;
        IpAddress ipv6 = null;
        for (AddressPool pool : pools) {
            IpAddress address = pool.take(takenAddresses::contains)
                    .orElseThrow(() -> new CniException(
                            CniFailure.Code.NO_ADDRESS,
                            "no address left",
                            "every address of " + pool.range() + " is leased"));
            ipv4 = address.isV4() ? address : ipv4;
            ipv6 = address.isV4() ? ipv6 : address;
        }
        OptionalLong id = endpointIds.take(takenIds::contains);
        if (id.isEmpty()) {
            throw new CniException(
                    CniFailure.Code.NO_ADDRESS,
                    "no endpoint id left",
                    "the node has " + takenIds.size() + " endpoints");
        }
        saveCursors();
        return new EndpointRecord(sandbox, (int) id.getAsLong(), ipv4, ipv6, device, mtu, null, 0);
    }

    /** Replaces a sandbox's record. */
    public synchronized void save(EndpointRecord record) throws CniException {
        write(file(record.key()), EndpointJson.write(record));
        records.put(record.key().toString(), record);
    }

    /** Gives the leases back and forgets the sandbox; nothing when it is not known. */
    public synchronized void remove(Sandbox.Key key) throws CniException {
        try {
            Files.deleteIfExists(file(key));
        } catch (IOException e) {
            throw unwritable(e);
        }
        records.remove(key.toString());
    }

    private void saveCursors() throws CniException {
        ObjectNode fresh = JSON.createObjectNode().put("endpoint", endpointIds.next());
        pools.forEach(pool -> fresh.put(pool.range().toString(), pool.next()));
        write(cursorFile, fresh);
        cursors = fresh;
    }

    private void write(Path file, JsonNode content) throws CniException {
        try {
            StateFile.replace(file, JSON.writeValueAsBytes(content));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private CniException unwritable(IOException e) {
        return new CniException(CniFailure.Code.IO, "state cannot be written", StateFile.trouble(folder, e));
    }

    private Path file(Sandbox.Key key) {
        return folder.resolve(key.container() + "-" + key.ifname() + SUFFIX);
    }

    /** The record whose pod has this address. */
    public synchronized @Nullable EndpointRecord withAddress(IpAddress address) {
        return records.values().stream()
                .filter(r -> r.addresses().contains(address))
                .findFirst()
                .orElse(null);
    }
}
