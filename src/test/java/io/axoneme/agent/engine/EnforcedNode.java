// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.graph.Delta;
import io.axoneme.graph.GraphConfig;
import io.axoneme.graph.NodeGraph;
import io.axoneme.graph.ResolvedPolicy;
import io.axoneme.kernel.Answer;
import io.axoneme.kernel.KernelMaps;
import io.axoneme.kernel.KernelSync;
import io.axoneme.model.CidrMatchMode;
import io.axoneme.model.EnforcementMode;
import io.axoneme.model.L7OverL4;
import io.axoneme.model.LabelSelector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** One run of an engine without its thread and its clock: begun from what maps and journal hold, as the engine does. */
final class EnforcedNode {

    private final CauseBook book = new CauseBook();
    private final AliasBook aliases = new AliasBook();
    private final KernelSync sync;
    private final Enforcement enforcement;

    /** @param smallBytes up to which size the journal is not written anew */
    EnforcedNode(KernelMaps maps, Path journal, long smallBytes) throws IOException {
        this(maps, journal, smallBytes, GraphConfig.MAX_SELECTORS);
    }

    EnforcedNode(KernelMaps maps, Path journal, long smallBytes, int maxSelectors) throws IOException {
        sync = new KernelSync(maps);
        var opened = JournalFile.open(journal, smallBytes);
        var contents = opened.contents();
        book.put(contents.policies().values());
        var start = ok(new SeedReader(maps).read(contents));
        var records = new CauseRecords(book, opened.file(), start.seed().lastPolicyId());
        enforcement = new Enforcement(
                new NodeGraph(
                        new GraphConfig(
                                "default",
                                EnforcementMode.DEFAULT,
                                LabelSelector.of(),
                                false,
                                L7OverL4.RESTRICT,
                                List.of(),
                                CidrMatchMode.OUTSIDE,
                                maxSelectors),
                        start.seed()),
                start.planner(),
                sync,
                records,
                aliases);
        ok(sync.resync());
    }

    String trouble() {
        return enforcement.trouble();
    }

    NodeGraph graph() {
        return enforcement.graph();
    }

    CauseBook book() {
        return book;
    }

    AliasBook aliases() {
        return aliases;
    }

    /** The revision that is in force now. */
    long flush(long nowNs) {
        var delta = enforcement.flush();
        enforcement.apply(delta, nowNs);
        assertTrue(sync.inSync(), sync.trouble());
        return delta.revision();
    }

    /** What the kernel may refuse: {@link #trouble}. */
    void tryFlush(long nowNs) {
        enforcement.apply(enforcement.flush(), nowNs);
    }

    /** A grace period after something was refused, or after the last attempt: whether all that is desired is in force now. */
    boolean repair(long nowNs) {
        enforcement.makeRoom(nowNs);
        return sync.resyncWithRoom().isDone();
    }

    void collect(long upTo, long nowNs) {
        enforcement.collect(upTo, nowNs);
    }

    /** Collects and flushes until nothing is left to collect, as time passes and nothing happens. */
    void settle(long nowNs) {
        Delta gone;
        do {
            gone = enforcement.collect(flush(nowNs), nowNs);
        } while (!gone.isEmpty());
    }

    void sweep() {
        ok(sync.sweep());
        enforcement.swept();
    }

    boolean forget(long nowNs) {
        return enforcement.forget(nowNs);
    }

    /** Ids of policies that maps may have. */
    Set<Integer> inMaps() {
        return graph().livePolicies().stream().map(ResolvedPolicy::id).collect(Collectors.toSet());
    }

    /** Ids that have a name. */
    Set<Integer> named() {
        return book.all().stream().map(p -> p.policyId()).collect(Collectors.toSet());
    }

    private static <T> T ok(Answer<T> answer) {
        if (answer instanceof Answer.Done<T>(var value)) {
            return value;
        }
        throw new AssertionError(answer.trouble());
    }
}
