// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.abi.Event;
import io.axoneme.abi.LostKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whatever comes on an event connection is either decoded, and then every byte of it, or a {@link ProtocolException}. Inputs
 * (a frame's type in two bytes, then its payload) are those of the corpus and what becomes of them by chance. The seed is printed with the input that fails; properties {@code fuzz.seed}, {@code fuzz.runs} and {@code fuzz.seconds} (0: runs count)
 * make other runs of it ({@code make fuzz}).
 */
class EventFuzzTest {
    private static final Path CORPUS = Path.of("src/test/resources/fuzz/events");
    private static final int RUNS = Integer.getInteger("fuzz.runs", 30_000);
    private static final long SECONDS = Long.getLong("fuzz.seconds", 0);
    private static final long SEED = Long.getLong("fuzz.seed", 7);

    /** Keeps what it is given. */
    private static final class Kept implements EventSink {
        private final List<Event> events = new ArrayList<>();
        private int lost;
        private int calls;

        @Override
        public void events(List<Event> given) {
            calls++;
            events.addAll(given);
        }

        @Override
        public void lost(Map<LostKey, Long> counts) {
            calls++;
            lost += counts.size();
        }
    }

    @Test
    void everyInputIsDecodedWholeOrRefused() throws IOException {
        List<byte[]> inputs = corpus();
        Random random = new Random(SEED);
        long until = System.nanoTime() + SECONDS * 1_000_000_000;
        int decoded = 0;
        int runs = 0;
        for (byte[] input : inputs) {
            decoded += decode(input);
        }
        assertTrue(decoded >= 3, "the corpus has three inputs that are well-formed");
        while (SECONDS > 0 ? System.nanoTime() < until : runs < RUNS) {
            byte[] input = mutant(inputs, random);
            int outcome = decode(input);
            decoded += outcome;
            runs++;
        }
        System.out.printf("fuzz events: seed %d, %d runs, %d decoded%n", SEED, runs, decoded);
        assertTrue(decoded > runs / 100, "hardly any input is well-formed: " + decoded + " of " + runs);
    }

    @Test
    void bytesAfterTheLastEventAreRefused() throws IOException {
        byte[] drop = Files.readAllBytes(CORPUS.resolve("drop"));
        byte[] longer = Arrays.copyOf(drop, drop.length + 1);
        assertThrows(ProtocolException.class, () -> EventReader.deliver(frame(longer), new Kept()));
    }

    /** 1 when the input was decoded, 0 when it was refused. */
    private static int decode(byte[] input) {
        Kept kept = new Kept();
        try {
            EventReader.deliver(frame(input), kept);
        } catch (ProtocolException refused) {
            assertEquals(0, kept.calls, "half of a refused frame was handed on");
            return 0;
        } catch (RuntimeException e) {
            throw new AssertionError(
                    "seed " + SEED + ", input " + HexFormat.of().formatHex(input), e);
        }
        assertEquals(1, kept.calls);
        if (frame(input).type() == RequestType.EVENTS.number()) {
            assertArrayEquals(
                    input, encoded(input, kept.events), () -> HexFormat.of().formatHex(input));
        }
        return 1;
    }

    /** The frame that these events make; the byte that tells an event's ring, which they do not hold, is taken from the input. */
    private static byte[] encoded(byte[] input, List<Event> events) {
        int each = 1 + Event.CODEC.size();
        byte[] bytes = Arrays.copyOf(input, Short.BYTES + Integer.BYTES + events.size() * each);
        for (int i = 0; i < events.size(); i++) {
            int at = Short.BYTES + Integer.BYTES + i * each + 1;
            Arrays.fill(bytes, at, at + Event.CODEC.size(), (byte) 0);
            Event.CODEC.write(events.get(i), bytes, at);
        }
        return bytes;
    }

    private static Frame frame(byte[] input) {
        int type = input.length < 2
                ? 0
                : ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN).getShort();
        byte[] payload = input.length < 2 ? new byte[0] : Arrays.copyOfRange(input, 2, input.length);
        return new Frame(type, false, 0, 0, new PayloadReader(payload));
    }

    private static byte[] mutant(List<byte[]> inputs, Random random) {
        byte[] bytes = inputs.get(random.nextInt(inputs.size())).clone();
        for (int changes = random.nextInt(6); changes > 0 && bytes.length > 0; changes--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0);
                default -> bytes[Math.min(at, 5)] = (byte) random.nextInt(8);
            }
        }
        return random.nextInt(4) > 0 ? bytes : Arrays.copyOf(bytes, random.nextInt(2 * bytes.length + 1));
    }

    private static List<byte[]> corpus() throws IOException {
        List<byte[]> inputs = new ArrayList<>();
        try (Stream<Path> files = Files.list(CORPUS)) {
            for (Path file : files.sorted().toList()) {
                inputs.add(Files.readAllBytes(file));
            }
        }
        return inputs;
    }
}
