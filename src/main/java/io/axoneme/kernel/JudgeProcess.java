// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.abi.BitVector;
import io.axoneme.abi.Event;
import io.axoneme.kernel.KernelMaps.VectorMap;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The program {@code axoneme-judge}: the entry programs under test-run, asked over its standard streams (bpf/tests/judge/judge.h). It ends when this
 * is closed, and its programs and maps with it. Not thread-safe.
 */
final class JudgeProcess implements AutoCloseable {

    private static final int OPEN = 1;
    private static final int FILL = 2;
    private static final int FORGET = 3;
    private static final int RUN = 4;

    private static final int SCALAR = Integer.BYTES;

    /**
     * What became of a packet.
     *
     * @param action of traffic control: 0 goes on, 2 dropped, 7 sent to another device
     * @param droppedAt endpoint at which it was dropped; 0 for none
     * @param events how many drops and verdicts were told of the endpoint in the direction that was asked about
     * @param last the last of them
     */
    record Passed(int action, int droppedAt, int events, Event last) {

        private static Passed read(PayloadReader payload) throws ProtocolException {
            return new Passed(payload.u32(), payload.u16(), payload.u16(), payload.value(Event.CODEC));
        }
    }

    private final Process process;
    private final OutputStream requests;
    private final InputStream answers;

    private JudgeProcess(Process process) {
        this.process = process;
        this.requests = process.getOutputStream();
        this.answers = new BufferedInputStream(process.getInputStream());
    }

    /**
     * Starts the program.
     *
     * @throws IOException when it is not there, or says that it cannot work here
     */
    static JudgeProcess start(Path program) throws IOException {
        if (!Files.isExecutable(program)) {
            throw new IOException("there is no program " + program + "; make -C bpf judge builds it");
        }
        var started = new JudgeProcess(new ProcessBuilder(program.toString()).start());
        started.answer();
        return started;
    }

    /** Forgets all of the world before, and has devices for this many endpoints. */
    void open(int vectorBits, int endpoints) {
        exchange(OPEN, new PayloadWriter().u32(vectorBits).u32(endpoints));
    }

    /** Writes all that the image holds. */
    void fill(MapImage image, int vectorBits) {
        image.entries().forEach((map, entries) -> {
            if (!entries.isEmpty()) {
                var first = entries.entrySet().iterator().next();
                var payload = fill(map, first.getKey().remaining(), first.getValue().length, entries.size());
                entries.forEach((key, value) -> payload.raw(key).raw(value));
                exchange(FILL, payload);
            }
        });
        for (var map : VectorMap.values()) {
            fill(map, image.vectors(map), vectorBits);
        }
        var policies = fill("endpoint_policy", SCALAR, SCALAR, image.policies().size());
        image.policies().forEach((endpoint, policy) -> policies.u32(endpoint).u32(policy));
        exchange(FILL, policies);
    }

    private void fill(VectorMap map, Map<Integer, BitVector> vectors, int vectorBits) {
        var payload = fill(map.text(), SCALAR, vectorBits / Byte.SIZE, vectors.size());
        vectors.forEach((index, vector) -> {
            payload.u32(index);
            for (int word = 0; word < vectorBits / Long.SIZE; word++) {
                payload.u64(vector.word(word));
            }
        });
        exchange(FILL, payload);
    }

    private static PayloadWriter fill(String map, int keySize, int valueSize, int count) {
        return new PayloadWriter().str(map).u32(keySize).u32(valueSize).u32(count);
    }

    /** No flow is known any more: the next packet of each is a new one's first. */
    void forgetConnections() {
        exchange(FORGET, new PayloadWriter());
    }

    /** Runs packets one after another. */
    List<Passed> run(List<JudgePacket> packets) {
        var payload = new PayloadWriter();
        packets.forEach(packet -> packet.write(payload));
        var answer = new PayloadReader(exchange(RUN, payload));
        var passed = new ArrayList<Passed>(packets.size());
        try {
            while (answer.hasMore()) {
                passed.add(Passed.read(answer));
            }
        } catch (ProtocolException e) {
            throw new UncheckedIOException(e);
        }
        return passed;
    }

    private byte[] exchange(int type, PayloadWriter payload) {
        try {
            var head = new PayloadWriter().u32(payload.size() + 1).u8(type);
            requests.write(head.toBytes());
            requests.write(payload.toBytes());
            requests.flush();
            return answer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] answer() throws IOException {
        var size = answers.readNBytes(Integer.BYTES);
        if (size.length < Integer.BYTES) {
            throw new IOException("axoneme-judge ended: "
                    + new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip());
        }
        var answer = new PayloadReader(answers.readNBytes(new PayloadReader(size).u32()));
        boolean refused = answer.u8() != 0;
        var payload = answer.rest();
        if (refused) {
            throw new IOException("axoneme-judge refuses: " + new String(payload, StandardCharsets.UTF_8));
        }
        return payload;
    }

    @Override
    public void close() {
        try {
            requests.close();
            process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
