// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import io.axoneme.cli.policy.Documents.Document;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Judges documents side by side and hands over what came of them in their order, as if they were judged one by one. No more documents are
 * in memory than there are lanes, however many a file holds. Used by one thread.
 */
final class CaseLanes implements AutoCloseable {

    private final int lanes;
    private final CaseRunner runner;
    private final TestReport report;
    private final ExecutorService workers;
    private final ArrayDeque<Future<Judged>> running = new ArrayDeque<>();

    private record Judged(PolicyCase policyCase, CaseResult result) {}

    /** @param lanes at least 1; a judge that several threads cannot ask has one */
    CaseLanes(int lanes, CaseRunner runner, TestReport report) {
        this.lanes = lanes;
        this.runner = runner;
        this.report = report;
        this.workers = Executors.newFixedThreadPool(
                lanes, Thread.ofPlatform().daemon().name("case-", 0).factory());
    }

    /**
     * Takes a document; waits while all lanes are taken.
     *
     * @throws UnreadableInput of an earlier document
     */
    void take(Document document) throws UnreadableInput {
        if (running.size() == lanes) {
            handOver();
        }
        Callable<Judged> work = () -> {
            var policyCase = CaseReader.read(document);
            return new Judged(policyCase, runner.run(policyCase));
        };
        running.add(workers.submit(work));
    }

    /** Waits for all that was taken. */
    void finish() throws UnreadableInput {
        while (!running.isEmpty()) {
            handOver();
        }
    }

    /** Forgets what stands behind a document that cannot be read. */
    void forget() {
        running.forEach(f -> f.cancel(true));
        running.clear();
    }

    private void handOver() throws UnreadableInput {
        try {
            var judged = running.remove().get();
            report.add(judged.policyCase(), judged.result());
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case UnreadableInput unreadable -> throw unreadable;
                case RuntimeException bug -> throw bug;
                case Error bug -> throw bug;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreadableInput("interrupted", e);
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
