// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.abi.Abi;
import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.BitVector;
import io.axoneme.abi.DatapathConfig;
import io.axoneme.abi.Endpoint;
import io.axoneme.abi.Mac;
import io.axoneme.kernel.KernelMaps.VectorMap;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Judge;
import io.axoneme.model.Peer;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Judges by the datapath itself: the maps get the bytes that a node's would, packets go through the entry programs under test-run, and the verdict is
 * what the events tell of it. Each question is put in every family in which it is a packet. Needs root and the program {@code axoneme-judge}. Not
 * thread-safe.
 */
public final class KernelJudge implements Judge, AutoCloseable {

    /** The node-side veth of endpoint n is device {@code UPLINK + n} (AXJ_UPLINK). */
    private static final int UPLINK = 100_000;

    private static final long POD_MACS = 0x02_00_00_01_00_00L;
    private static final long NODE_MACS = 0x02_00_00_02_00_00L;

    private final JudgeProcess process;
    private final SortedMap<String, Long> packets = new TreeMap<>();

    private KernelJudge(JudgeProcess process) {
        this.process = process;
    }

    /**
     * Starts the judge.
     *
     * @param program {@code axoneme-judge}
     * @throws IOException when it is not there, or cannot work here; the message says why
     */
    public static KernelJudge start(Path program) throws IOException {
        return new KernelJudge(JudgeProcess.start(program));
    }

    /** How many packets were judged so far, by family. */
    public SortedMap<String, Long> packets() {
        return packets;
    }

    @Override
    public Bench open(World world) {
        var addresses = new JudgeAddresses(world);
        var image = WorldImage.of(addresses.world(), addresses.prefixes(), addresses.judgedBy());
        putEndpoints(addresses, image);
        image.sync().put(AbiMaps.CONFIG, Map.of(0, config(world)));
        int bits = vectorBits(image.maps());
        process.open(bits, world.workloads().size());
        process.fill(image.maps(), bits);
        return new KernelBench(process, addresses, image, packets);
    }

    @Override
    public void close() {
        process.close();
    }

    static Mac podMac(int endpoint) {
        return new Mac(POD_MACS | endpoint);
    }

    static Mac nodeMac(int endpoint) {
        return new Mac(NODE_MACS | endpoint);
    }

    private static void putEndpoints(JudgeAddresses addresses, WorldImage image) {
        var byAddress = new HashMap<IpAddress, Endpoint>();
        var byDevice = new HashMap<Integer, Endpoint>();
        for (var workload : addresses.world().workloads()) {
            int id = image.fed().endpointOf(workload);
            var v4 = workload.addresses().stream().filter(IpAddress::isV4).findFirst();
            var v6 = workload.addresses().stream().filter(a -> !a.isV4()).findFirst();
            var endpoint = new Endpoint(
                    UPLINK + id,
                    id,
                    Abi.ENDPOINT_IPV4 | Abi.ENDPOINT_IPV6,
                    image.fed().identityOf(new Peer.Pod(workload)),
                    (int) v4.orElseThrow().low(),
                    v6.orElseThrow(),
                    podMac(id),
                    nodeMac(id));
            workload.addresses().forEach(a -> byAddress.put(a, endpoint));
            byDevice.put(endpoint.ifindex(), endpoint);
        }
        image.sync().put(AbiMaps.ENDPOINT, byAddress);
        image.sync().put(AbiMaps.ENDPOINT_DEV, byDevice);
    }

    /** As a node's, but for the bounds on events and connections: every packet is to be judged and told. */
    private static DatapathConfig config(World world) {
        boolean dual = world.options().dualStack();
        var v4 = dual ? ReservedIdentity.WORLD_IPV4 : ReservedIdentity.WORLD;
        var v6 = dual ? ReservedIdentity.WORLD_IPV6 : ReservedIdentity.WORLD;
        return new DatapathConfig(v4.number(), v6.number(), 0, 0, 0);
    }

    private static int vectorBits(MapImage maps) {
        int needed = Arrays.stream(VectorMap.values())
                .flatMap(m -> maps.vectors(m).values().stream())
                .mapToInt(BitVector::length)
                .max()
                .orElse(0);
        return IntStream.of(Abi.VECTOR_BITS_MIN, Abi.VECTOR_BITS_MID, Abi.VECTOR_BITS_MAX)
                .filter(bits -> bits >= needed)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("vectors of " + needed + " bits"));
    }
}
