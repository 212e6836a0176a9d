// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import io.axoneme.graph.Delta.SelectorBit;
import io.axoneme.plan.PendingOp;
import io.axoneme.plan.PolicyCauses;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * What policy ids mean: in the book, which events are read by, and in the journal, which the next run reads. An id leaves the book when nothing can name it
 * any more, and the journal when that is written anew from the book: a drop that waited for an agent is named by the one that comes next.
 *
 * <p>On the engine's thread.
 */
final class CauseRecords {

    private static final Logger LOG = Logger.getLogger(CauseRecords.class);

    private final CauseBook book;
    private final JournalFile journal;
    private int lastPolicyId;

    /**
     * The records of an engine.
     *
     * @param journal as an earlier run left it; what that said is in the book
     * @param lastPolicyId the highest id that was ever used
     */
    CauseRecords(CauseBook book, JournalFile journal, int lastPolicyId) {
        this.book = book;
        this.journal = journal;
        this.lastPolicyId = lastPolicyId;
    }

    CauseBook book() {
        return book;
    }

    /**
     * To be called before anything that the entry explains is in force. What cannot be written is enforced all the same: a name that is lost at a restart is
     * the lesser evil.
     *
     * @param selectors every bit that means something
     */
    void write(PendingOp.Journal entry, Supplier<List<SelectorBit>> selectors) {
        book.put(entry.policies());
        entry.policies().forEach(p -> lastPolicyId = Math.max(lastPolicyId, p.policyId()));
        if (!journal.write(entry)) {
            // What was written before may take more room than what is of use now.
            restore(selectors);
        }
    }

    /** Why the journal is not what the next run should read; empty when it is. */
    String trouble() {
        return journal.trouble();
    }

    /** Writes the journal anew if it is in trouble and there is room by now. */
    void restore(Supplier<List<SelectorBit>> selectors) {
        if (!journal.trouble().isEmpty()) {
            journal.rewrite(new PendingOp.Journal(selectors.get(), toKeep()));
        }
    }

    /** Makes the journal smaller when most of it is about what is forgotten. */
    void compact(List<SelectorBit> selectors) {
        try {
            if (journal.isWorthRewriting() && !journal.rewrite(new PendingOp.Journal(selectors, toKeep()))) {
                LOG.warn("journal: cannot be made smaller");
            }
        } catch (IOException e) {
            LOG.errorf("journal: its size is not known: %s", e);
        }
    }

    /**
     * With the highest id, be it forgotten: connections hold tickets by id, so none may come again. An id of which nothing is said is a line that every
     * reader understands.
     */
    private List<PolicyCauses> toKeep() {
        var keep = new ArrayList<>(book.all());
        if (book.of(lastPolicyId).isEmpty()) {
            keep.add(PolicyCauses.unknown(lastPolicyId));
        }
        return keep;
    }
}
