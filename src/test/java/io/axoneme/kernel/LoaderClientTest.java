// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.abi.Abi;
import io.axoneme.abi.AbiMap;
import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.BitVector;
import io.axoneme.abi.CtKey;
import io.axoneme.abi.FragKey;
import io.axoneme.abi.LayoutText;
import io.axoneme.abi.PolicyHead;
import io.axoneme.kernel.KernelMaps.BitWrite;
import io.axoneme.kernel.KernelMaps.Flip;
import io.axoneme.kernel.KernelMaps.VectorMap;
import io.axoneme.model.Cidr;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Port;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client's bytes against a scripted loader on a real socket. */
class LoaderClientTest {
    private static final PayloadWriter EMPTY = new PayloadWriter();

    private final ScriptedLoader loader;
    private final LoaderClient client;
    private final LoaderMaps maps;
    private final LoaderNode node;

    LoaderClientTest(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("loader.sock");
        loader = new ScriptedLoader(path);
        client = LoaderClient.agent(path, "build-7");
        maps = new LoaderMaps(client, Abi.VECTOR_BITS_MIN);
        node = new LoaderNode(client);
    }

    @BeforeEach
    void connect() throws InterruptedException {
        assertEquals(new Answer.Done<>(new Hello(2, "scripted", "")), client.connect());
        assertArrayEquals(
                new PayloadWriter()
                        .u32(2)
                        .u32(1)
                        .str("build-7")
                        .text(LayoutText.text())
                        .toBytes(),
                loader.requests.take().payload());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        loader.close();
    }

    private String nextRequest(RequestType type) throws InterruptedException {
        ScriptedLoader.Request request = loader.requests.take();
        assertEquals(type.number(), request.type());
        return HexFormat.of().formatHex(request.payload());
    }

    @Test
    void updateNamesSizesThenKeysThenValues() throws InterruptedException {
        loader.replies.add(ScriptedLoader.Reply.ok(EMPTY));
        Answer<Integer> answer = maps.update(
                AbiMaps.POLICY_HEAD, List.of(Map.entry(1, new PolicyHead(3)), Map.entry(2, new PolicyHead(1))));
        assertEquals(new Answer.Done<>(2), answer);
        assertEquals(
                "0b00" + HexFormat.of().formatHex("policy_head".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        + "04000000" + "08000000" + "02000000"
                        + "01000000" + "02000000"
                        + "0300000000000000" + "0100000000000000",
                nextRequest(RequestType.UPDATE));
    }

    @Test
    void longUpdatesAreCutAndARefusalCountsFromTheirStart() {
        List<Map.Entry<Integer, PolicyHead>> entries = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            entries.add(Map.entry(i, new PolicyHead(0)));
        }
        loader.replies.add(ScriptedLoader.Reply.ok(EMPTY));
        loader.replies.add(ScriptedLoader.Reply.refuse(7, 10, "map policy_head is full"));
        Answer<Integer> answer = maps.update(AbiMaps.POLICY_HEAD, entries);
        int perFrame = 512 * 1024 / 12;
        assertEquals(new Answer.Refused<>(7, perFrame + 10, "map policy_head is full", ""), answer);
        assertEquals("map policy_head is full (errno 7)", answer.trouble());
    }

    @Test
    void datagramsAreForgottenByAddressAndPort() throws InterruptedException {
        loader.replies.add(ScriptedLoader.Reply.ok(EMPTY));
        assertEquals(new Answer.Done<>(true), node.forgetDatagrams(IpAddress.parse("192.0.2.1"), 53));
        assertEquals("00000000000000000000ffffc0000201" + "3500", nextRequest(RequestType.FORGET));
    }

    @Test
    void hostPortsFollowWhatIsMasqueraded() throws InterruptedException {
        loader.replies.add(ScriptedLoader.Reply.ok(EMPTY));
        var pod = IpAddress.parse("10.9.0.5");
        var answer = node.translate(
                null,
                null,
                List.of(),
                List.of(
                        new HostPortRule(null, Port.parse("8080/TCP"), pod, 80),
                        new HostPortRule(IpAddress.parse("192.0.2.1"), Port.parse("53/UDP"), pod, 5353),
                        new HostPortRule(null, Port.parse("8080/TCP"), IpAddress.parse("fd00::5"), 80)));
        assertEquals(new Answer.Done<>(true), answer);
        assertEquals(
                HexFormat.of()
                        .formatHex(new PayloadWriter()
                                .str("")
                                .str("")
                                .u32(0)
                                .u32(3)
                                .str("0.0.0.0/0")
                                .str("10.9.0.5/32")
                                .u16(8080)
                                .u16(80)
                                .u8(6)
                                .str("192.0.2.1/32")
                                .str("10.9.0.5/32")
                                .u16(53)
                                .u16(5353)
                                .u8(17)
                                .str("::/0")
                                .str("fd00::5/128")
                                .u16(8080)
                                .u16(80)
                                .u8(6)
                                .toBytes()),
                nextRequest(RequestType.MASQUERADE));
    }

    @Test
    void dumpReadsEveryFrameOfTheAnswer() {
        loader.replies.add(ScriptedLoader.Reply.ok(
                new PayloadWriter().u32(4).u32(4).u32(2).u32(1).u32(10).u32(2).u32(20),
                new PayloadWriter().u32(4).u32(4).u32(1).u32(3).u32(30)));
        Map<Integer, Integer> entries = new HashMap<>();
        assertEquals(new Answer.Done<>(3), maps.dump(AbiMaps.IDENTITY_SLOT, entries::put));
        assertEquals(Map.of(1, 10, 2, 20, 3, 30), entries);
    }

    @Test
    void dumpOfAnotherShapeEndsTheConnection() {
        loader.replies.add(
                ScriptedLoader.Reply.ok(new PayloadWriter().u32(4).u32(8).u32(0)));
        Answer<Integer> answer = maps.dump(AbiMaps.IDENTITY_SLOT, (k, v) -> {});
        assertInstanceOf(Answer.Unreachable.class, answer);
        assertTrue(answer.trouble().contains("identity_slot has keys of 4 and values of 8 bytes, not 4 and 4"));
        assertTrue(maps.flip(List.of(new Flip(1, 1))).trouble().startsWith("not connected"));
    }

    @Test
    void vectorsBitsAndFlipsArePacked() throws InterruptedException {
        loader.replies.add(ScriptedLoader.Reply.ok(EMPTY));
        maps.vectors(VectorMap.MEMBERSHIP, Map.of(3, BitVector.ofBits(0, 65)));
        assertEquals(
                "0a00" + "6d656d62657273686970" + "08000000" + "01000000" + "03000000" + "0100000000000000"
                        + "0200000000000000" + "00".repeat(48),
                nextRequest(RequestType.VECTORS));
        loader.replies.add(ScriptedLoader.Reply.ok(EMPTY));
        maps.bits(List.of(new BitWrite(3, 511, true), new BitWrite(4, 1, false)));
        assertEquals(
                "02000000" + "03000000" + "ff01" + "01" + "00" + "04000000" + "0100" + "00" + "00",
                nextRequest(RequestType.BITS));
        loader.replies.add(ScriptedLoader.Reply.ok(EMPTY));
        maps.flip(List.of(new Flip(7, 99)));
        assertEquals("01000000" + "07000000" + "63000000", nextRequest(RequestType.FLIP));
    }

    @Test
    void purgingDumpsEachTableOnceAndDeletesWhatIsTheEndpoints() throws InterruptedException {
        CtKey mine = new CtKey(IpAddress.parse("10.0.0.1"), 80, 4000, 7, 6, 0, 0);
        CtKey others = new CtKey(IpAddress.parse("10.0.0.1"), 80, 4000, 8, 6, 0, 0);
        CtKey another = new CtKey(IpAddress.parse("10.0.0.1"), 80, 4000, 9, 6, 0, 0);
        FragKey fragment = new FragKey(IpAddress.parse("10.0.0.1"), IpAddress.parse("10.0.0.2"), 1, 7, 17);
        loader.replies.add(ScriptedLoader.Reply.ok(entries(AbiMaps.CT_NEW, List.of(mine, others))));
        loader.replies.add(ScriptedLoader.Reply.ok(new PayloadWriter().u32(1)));
        loader.replies.add(ScriptedLoader.Reply.ok(entries(AbiMaps.CT_EST, List.of(others, another))));
        loader.replies.add(ScriptedLoader.Reply.ok(new PayloadWriter().u32(1)));
        loader.replies.add(ScriptedLoader.Reply.ok(entries(AbiMaps.FRAG, List.of(fragment))));
        loader.replies.add(ScriptedLoader.Reply.ok(new PayloadWriter().u32(1)));
        assertEquals(new Answer.Done<>(3), maps.purgeConntrack(Set.of(7, 9)));
        assertEquals(hex(new PayloadWriter().str("ct_new")), nextRequest(RequestType.DUMP));
        assertEquals(
                hex(new PayloadWriter().str("ct_new").u32(28).u32(1).value(CtKey.CODEC, mine)),
                nextRequest(RequestType.DELETE));
        assertEquals(hex(new PayloadWriter().str("ct_est")), nextRequest(RequestType.DUMP));
        assertEquals(
                hex(new PayloadWriter().str("ct_est").u32(28).u32(1).value(CtKey.CODEC, another)),
                nextRequest(RequestType.DELETE));
        assertEquals(hex(new PayloadWriter().str("frag")), nextRequest(RequestType.DUMP));
        assertEquals(
                hex(new PayloadWriter().str("frag").u32(40).u32(1).value(FragKey.CODEC, fragment)),
                nextRequest(RequestType.DELETE));
    }

    private static <K> PayloadWriter entries(AbiMap<K, ?> map, List<K> keys) {
        PayloadWriter frame = new PayloadWriter()
                .u32(map.key().size())
                .u32(map.value().size())
                .u32(keys.size());
        keys.forEach(key -> frame.value(map.key(), key).raw(new byte[map.value().size()]));
        return frame;
    }

    private static String hex(PayloadWriter payload) {
        return HexFormat.of().formatHex(payload.toBytes());
    }

    @Test
    void vethRequestAndItsAnswer() throws InterruptedException {
        loader.replies.add(ScriptedLoader.Reply.ok(
                new PayloadWriter().u32(12).raw(new byte[] {2, 0, 0, 0, 0, 1}).raw(new byte[] {2, 0, 0, 0, 0, 2})));
        Answer<Veth> answer =
                node.addVeth(new VethRequest("/run/netns/x", "axo1", "eth0", 1500, IpAddress.parse("10.1.0.5"), null));
        assertEquals(
                "Done[value=Veth[ifindex=12, podMac=02:00:00:00:00:01, nodeMac=02:00:00:00:00:02]]", answer.toString());
        String request = nextRequest(RequestType.VETH_ADD);
        assertTrue(request.endsWith("dc050000" + "0a010005" + "01" + "00".repeat(16) + "00"), request);
    }

    @Test
    void routesAreInBitsOf128() throws InterruptedException {
        loader.replies.add(ScriptedLoader.Reply.ok(EMPTY));
        assertTrue(node.setRoutes(List.of(new NodeRoute(Cidr.parse("10.244.1.0/24"), IpAddress.parse("10.200.0.12"))))
                .isDone());
        assertEquals(
                "01000000" + "00000000000000000000ffff0af40100" + "78" + "00000000000000000000ffff0ac8000c",
                nextRequest(RequestType.ROUTES));
    }

    @Test
    void refusedHelloIsToldAndLeavesNoConnection() {
        loader.helloReply = ScriptedLoader.Reply.refuse(71, -1, "axo_endpoint.mac is at offset 32 here, 36 there");
        assertEquals(
                "axo_endpoint.mac is at offset 32 here, 36 there (errno 71)",
                client.connect().trouble());
        assertTrue(node.status().trouble().startsWith("not connected"));
    }

    @Test
    void cutConnectionMakesRequestsUnreachableUntilItIsMadeAgain() {
        loader.cut();
        assertInstanceOf(Answer.Unreachable.class, node.load(512));
        assertInstanceOf(Answer.Unreachable.class, node.load(512));
        assertTrue(client.connect().isDone());
        loader.replies.add(ScriptedLoader.Reply.ok(new PayloadWriter().u32(1)));
        assertEquals(new Answer.Done<>(true), node.load(512));
    }
}
