// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.axoneme.abi.Abi;
import io.axoneme.abi.Event;
import io.axoneme.abi.LostKey;
import io.axoneme.abi.Mac;
import io.axoneme.model.IpAddress;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoaderLinkTest implements EventSink, LoaderLink.Listener {
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    @Override
    public void events(List<Event> events) {
        seen.addAll(events);
    }

    @Override
    public void lost(Map<LostKey, Long> counts) {
        seen.add(counts);
    }

    @Override
    public void connected(Hello loader) {
        seen.add("connected " + loader.build());
    }

    @Override
    public void disconnected(String reason) {
        seen.add("disconnected");
    }

    private Object next() throws InterruptedException {
        Object next = seen.poll(10, TimeUnit.SECONDS);
        assertNotNull(next, "nothing came within 10 s");
        return next;
    }

    private static Event event(int port) {
        return new Event(
                5,
                Abi.EVENT_DROP,
                133,
                Abi.INGRESS,
                4,
                6,
                2,
                0,
                0,
                12,
                1,
                0,
                74,
                300,
                301,
                9,
                1,
                255,
                2,
                Abi.NO_BIT,
                7,
                IpAddress.parse("10.0.0.1"),
                IpAddress.parse("10.0.0.2"),
                4000,
                port,
                new Mac(1),
                new Mac(2));
    }

    @Test
    void eventsComeThroughALoaderThatIsKilledAndStartedAgain(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("loader.sock");
        LoaderClient client = LoaderClient.agent(path, "test");
        try (LoaderLink link = new LoaderLink(client, this, this)) {
            link.start();
            try (ScriptedLoader loader = new ScriptedLoader(path)) {
                expectEvents(loader);
            }
            assertEquals("disconnected", next());
            try (ScriptedLoader loader = new ScriptedLoader(path)) {
                expectEvents(loader);
            }
            assertEquals("disconnected", next());
        }
    }

    private void expectEvents(ScriptedLoader loader) throws InterruptedException, IOException {
        assertEquals("connected scripted", next());
        SocketChannel events = loader.eventConnections.take();
        ScriptedLoader.push(
                events,
                RequestType.EVENTS,
                new PayloadWriter()
                        .u32(2)
                        .u8(1)
                        .value(Event.CODEC, event(80))
                        .u8(2)
                        .value(Event.CODEC, event(81)));
        assertEquals(event(80), next());
        assertEquals(event(81), next());
        LostKey key = new LostKey(12, Abi.EVENT_DROP, 133);
        ScriptedLoader.push(
                events,
                RequestType.LOST,
                new PayloadWriter().u32(1).value(LostKey.CODEC, key).u64(17));
        assertEquals(Map.of(key, 17L), next());
    }
}
