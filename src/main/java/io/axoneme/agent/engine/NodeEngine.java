// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.DatapathConfig;
import io.axoneme.graph.GraphConfig;
import io.axoneme.graph.NodeGraph;
import io.axoneme.kernel.Answer;
import io.axoneme.kernel.Attachment;
import io.axoneme.kernel.KernelMaps;
import io.axoneme.kernel.KernelSync;
import io.axoneme.kernel.LoaderClient;
import io.axoneme.kernel.LoaderMaps;
import io.axoneme.kernel.LoaderNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Owns the graph and keeps the kernel equal to it, on one thread. Changes are handed in from any thread and flushed together as soon as the thread
 * has nothing else to do; nothing is flushed before {@link #open()}, since half of what is desired would be an opening.
 */
public final class NodeEngine implements AutoCloseable {

    /** What the engine needs to know at its start. */
    public record Setup(GraphConfig graph, DatapathConfig datapath, List<Attachment> attachments, Path journal) {}

    /** Hears, on the engine's thread, that what was handed in before is in force, or why it is not. */
    public interface FlushListener {
        /** @param trouble empty when all of it is */
        void flushed(String trouble);
    }

    private static final Logger LOG = Logger.getLogger(NodeEngine.class);

    /** How long something stays in force before what it replaced is taken out: longer than any packet is on its way. */
    private static final long GRACE_MS = 1_000;

    /** Between two attempts to write a journal for which there was no room. */
    private static final long JOURNAL_RETRY_MS = 5_000;

    private final Setup setup;
    private final LoaderNode loader;
    private final CurrentMaps maps;
    private final KernelSync sync;
    private final Programs programs;
    private final NodePorts ports;
    private final ExecutorService purging = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("conntrack").daemon().factory());
    private final ConntrackPurge conntrack;
    private final CauseBook causes = new CauseBook();
    private final AliasBook aliases = new AliasBook();
    private final List<FlushListener> listeners = new ArrayList<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("engine").daemon().factory());
    private final OnceAhead flush = later(this::flush);
    private final OnceAhead repair = later(this::repair);
    private final OnceAhead sweep = later(this::sweep);
    private final OnceAhead forget = later(this::forget);
    private final OnceAhead restoreJournal = later(this::restoreJournal);
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final CompletableFuture<String> firstFlush = new CompletableFuture<>();

    private @Nullable Begun state;
    private volatile boolean open;
    private boolean swept;

    /** What there is once the kernel has been read. */
    private record Begun(Enforcement enforcement, int firstService) {
        NodeGraph graph() {
            return enforcement.graph();
        }
    }

    /**
     * An engine that has not begun.
     *
     * @param client for everything that must be in order
     * @param beside for what takes long and must hold up nothing; connected by the engine as needed
     * @param vectorBits asks how wide the vectors are that the node has, in bits; 0 without any
     */
    public NodeEngine(
            Setup setup, LoaderClient client, LoaderClient beside, Function<LoaderNode, Answer<Integer>> vectorBits) {
        this.setup = setup;
        this.loader = new LoaderNode(client);
        this.maps = new CurrentMaps(new LoaderMaps(client, VectorWidth.NARROWEST));
        this.sync = new KernelSync(maps);
        this.ports = new NodePorts(loader, setup.attachments());
        var width = new VectorWidth(
                () -> vectorBits.apply(loader), loader::load, bits -> maps.use(new LoaderMaps(client, bits)));
        this.programs = new Programs(width, sync, ports);
        this.conntrack = new ConntrackPurge(endpoints -> purge(beside, endpoints), purging);
    }

    /** Whether the kernel has been read. */
    public boolean hasBegun() {
        return begun.isDone();
    }

    /** Done when the kernel has been read and changes can be handed in. */
    public CompletableFuture<Void> begun() {
        return begun;
    }

    public CauseBook causes() {
        return causes;
    }

    public AliasBook aliases() {
        return aliases;
    }

    public LoaderNode loader() {
        return loader;
    }

    /** The maps as they are, for dumps. */
    public KernelMaps maps() {
        return maps;
    }

    /** To be called before the start. */
    public void listen(FlushListener listener) {
        listeners.add(listener);
    }

    /** Hands in a change of the graph. */
    public void change(Consumer<NodeGraph> change) {
        execute(() -> {
            change.accept(begunState().graph());
            askForFlush();
        });
    }

    /** Runs on the engine's thread, in order with changes. */
    public void execute(Runnable task) {
        thread.execute(() -> run(task));
    }

    /** Runs on the engine's thread and answers. */
    public <T> CompletableFuture<T> ask(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, thread);
    }

    /** The graph; on the engine's thread only. */
    public NodeGraph graph() {
        return begunState().graph();
    }

    /** Maps beside those that the graph fills; on the engine's thread only. */
    public KernelSync sync() {
        return sync;
    }

    /** An endpoint is no more. On the engine's thread only; done when its connections are forgotten, or could not be for now. */
    public CompletableFuture<Void> forgetEndpoint(int endpointId) {
        if (sync.forgetEndpoint(endpointId).isDone()) {
            return conntrack.forget(endpointId);
        }
        conntrack.forgetLater(endpointId);
        return CompletableFuture.completedFuture(null);
    }

    /** Routes and the like; on the engine's thread only. */
    public NodePorts ports() {
        return ports;
    }

    /** First service id that is free after an earlier run. */
    public int firstService() {
        return begunState().firstService();
    }

    /** Why not all that is desired is in force; empty when it is. On the engine's thread only. */
    public String trouble() {
        return state == null ? sync.trouble() : state.enforcement().trouble();
    }

    /** Why what is in force could not be named after a restart; empty when it could. On the engine's thread only. */
    public String journalTrouble() {
        return state == null ? "" : state.enforcement().journalTrouble();
    }

    /** Everything desired has been handed in once: from now on it is enforced. Done when it is, with what is wrong, or nothing. */
    public CompletableFuture<String> open() {
        execute(() -> {
            open = true;
            askForFlush();
            sweep.in(2 * GRACE_MS);
        });
        return firstFlush;
    }

    /** Whether everything desired has been in force once. */
    public boolean hasFlushed() {
        return firstFlush.isDone();
    }

    public boolean isOpen() {
        return open;
    }

    /** Nothing is written from now on: the datapath is taken off the node. Returns when the last write is done. */
    public void leave() {
        ask(() -> open = false).join();
        CompletableFuture.runAsync(() -> {}, purging).join();
    }

    /** The loader is there, perhaps a new one: load, read the kernel the first time, put everything back. */
    public Answer<Boolean> connected() {
        return ask(this::connect).join();
    }

    // --- on the thread ---------------------------------------------------------------------------------------------

    private OnceAhead later(Runnable task) {
        return new OnceAhead(thread, () -> run(task));
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("engine: a task failed", e);
        }
    }

    private Begun begunState() {
        var present = state;
        if (present == null) {
            throw new IllegalStateException("the kernel was not read yet");
        }
        return present;
    }

    private Answer<Boolean> connect() {
        sync.diverged("the loader has just connected");
        var answer = programs.load()
                .then(reused -> state == null ? begin() : new Answer.Done<>(reused))
                .then(begun -> sync.resync())
                .then(n -> sync.put(AbiMaps.CONFIG, Map.of(0, setup.datapath())))
                .map(n -> true);
        if (!answer.isDone()) {
            sync.diverged(answer.trouble());
            LOG.errorf("loader: %s", answer.trouble());
        } else {
            askForFlush();
            sweepAgain();
            conntrack.retry();
        }
        return answer;
    }

    private static Answer<Integer> purge(LoaderClient beside, Set<Integer> endpoints) {
        var answer =
                beside.connect().then(hello -> new LoaderMaps(beside, VectorWidth.NARROWEST).purgeConntrack(endpoints));
        beside.disconnect();
        return answer;
    }

    private Answer<Boolean> begin() {
        var journal = JournalFile.open(setup.journal());
        causes.put(journal.contents().policies().values());
        return new SeedReader(maps).read(journal.contents()).map(start -> {
            var enforcement = new Enforcement(
                    new NodeGraph(setup.graph(), start.seed()),
                    start.planner(),
                    sync,
                    new CauseRecords(causes, journal.file(), start.seed().lastPolicyId()),
                    aliases);
            state = new Begun(enforcement, start.lastService() + 1);
            begun.complete(null);
            return true;
        });
    }

    /** Changes that are waiting are taken along: the flush goes to the end of the queue. */
    private void askForFlush() {
        if (open) {
            flush.in(0);
        }
    }

    private void flush() {
        var enforcement = begunState().enforcement();
        var delta = enforcement.flush();
        programs.widen(delta.vectorBits());
        enforcement.apply(delta, System.nanoTime());
        programs.attach();
        var trouble = trouble();
        listeners.forEach(l -> l.flushed(trouble));
        restoreJournalLater();
        if (!sync.inSync()) {
            repair.in(GRACE_MS);
        }
        firstFlush.complete(trouble);
        if (!delta.isEmpty()) {
            var _ = thread.schedule(() -> run(() -> collect(delta.revision())), GRACE_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** A write that was refused is tried again, with everything behind it: the loader does not tell when there is room. */
    private void repair() {
        if (sync.inSync() || !open) {
            return;
        }
        begunState().enforcement().makeRoom(System.nanoTime());
        var answer = programs.restoreMaps(KernelSync::resyncWithRoom);
        if (answer.isDone()) {
            askForFlush();
            sweepAgain();
            conntrack.retry();
        } else {
            repair.in(GRACE_MS);
        }
    }

    /** What was to be taken out while the kernel could not be written still stands there. */
    private void sweepAgain() {
        if (swept) {
            sweep.in(GRACE_MS);
        }
    }

    /**
     * Takes out what an earlier run left, now that everything desired is in force. Before anything is collected: a prefix that is left must not
     * outlive its identity, or its addresses would be unknown senders.
     */
    private void sweep() {
        if (!open) {
            return;
        }
        var answer = sync.sweep();
        if (!answer.isDone()) {
            LOG.warnf("sweep: %s", answer.trouble());
            sweep.in(GRACE_MS);
            return;
        }
        swept = true;
        begunState().enforcement().swept();
        forgetLater();
    }

    private void collect(long upTo) {
        if (!open) {
            return;
        }
        if (!swept || !sync.inSync()) {
            var _ = thread.schedule(() -> run(() -> collect(upTo)), GRACE_MS, TimeUnit.MILLISECONDS);
            return;
        }
        var delta = begunState().enforcement().collect(upTo, System.nanoTime());
        if (!delta.isEmpty()) {
            var _ = thread.schedule(() -> run(() -> collect(delta.revision())), GRACE_MS, TimeUnit.MILLISECONDS);
            askForFlush();
        }
        forgetLater();
    }

    private void restoreJournalLater() {
        if (!journalTrouble().isEmpty()) {
            restoreJournal.in(JOURNAL_RETRY_MS);
        }
    }

    private void restoreJournal() {
        begunState().enforcement().restoreJournal();
        restoreJournalLater();
    }

    /** Also when nothing changes any more. */
    private void forgetLater() {
        forget.in(TimeUnit.NANOSECONDS.toMillis(CauseBook.LATEST_EVENT_NS));
    }

    private void forget() {
        if (begunState().enforcement().forget(System.nanoTime())) {
            forgetLater();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        purging.shutdownNow();
    }
}
