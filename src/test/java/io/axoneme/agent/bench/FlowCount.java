// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.bench;

import io.axoneme.abi.Event;
import io.axoneme.abi.LostKey;
import io.axoneme.agent.engine.AliasBook;
import io.axoneme.agent.engine.CauseBook;
import io.axoneme.agent.report.Flows;
import io.axoneme.agent.source.Directory;
import io.axoneme.kernel.EventSink;
import io.axoneme.kernel.Hello;
import io.axoneme.kernel.LoaderClient;
import io.axoneme.kernel.LoaderLink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * An agent's way of events, from the loader's socket to the ring of flows, for as long as standard input is open. Says {@code ready} when events can
 * come, and in the end {@code flows N lost N ns N}: flows written, events lost on the way, and the time from the first event to the last.
 */
final class FlowCount implements EventSink, LoaderLink.Listener {
    private static final long QUIET_NS = TimeUnit.SECONDS.toNanos(1);

    private final EventSink flows;
    private volatile long firstNs;
    private volatile long lastNs;
    private final LongAdder lost = new LongAdder();

    private FlowCount(EventSink flows) {
        this.flows = flows;
    }

    /** @param arguments the loader's socket */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("flow-count");
        var socket = folder.resolve("hubble.sock");
        try (var flows = Flows.start("node", "bench", new Directory(), new CauseBook(), new AliasBook(), socket)) {
            var count = new FlowCount(flows.sink());
            try (var link = new LoaderLink(LoaderClient.agent(Path.of(arguments[0]), "bench"), count, count)) {
                link.start();
                System.in.transferTo(OutputStream.nullOutputStream());
                count.awaitQuiet();
                System.out.printf(
                        "flows %d lost %d ns %d%n", flows.seen(), count.lost.sum(), count.lastNs - count.firstNs);
            }
        } finally {
            Files.deleteIfExists(socket);
            Files.delete(folder);
        }
    }

    private void awaitQuiet() throws InterruptedException {
        while (System.nanoTime() - lastNs < QUIET_NS) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    @Override
    public void events(List<Event> events) {
        firstNs = firstNs == 0 ? System.nanoTime() : firstNs;
        flows.events(events);
        lastNs = System.nanoTime();
    }

    @Override
    public void lost(Map<LostKey, Long> counts) {
        flows.lost(counts);
        counts.values().forEach(lost::add);
    }

    @Override
    public void connected(Hello loader) {
        System.out.println("ready");
    }

    @Override
    public void disconnected(String reason) {
        System.out.println("disconnected: " + reason);
    }
}
