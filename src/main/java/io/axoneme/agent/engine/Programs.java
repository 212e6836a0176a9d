// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import io.axoneme.kernel.Answer;
import io.axoneme.kernel.KernelSync;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The programs that are loaded, with their maps, and whether they are where they should be. Those that an earlier loader attached go on, with the maps
 * that they have, until everything desired stands in the maps of the new ones: only then do these take their places. On the engine's thread.
 */
final class Programs {

    private static final Logger LOG = Logger.getLogger(Programs.class);

    private final VectorWidth width;
    private final KernelSync sync;
    private final NodePorts ports;
    private boolean attached;

    Programs(VectorWidth width, KernelSync sync, NodePorts ports) {
        this.width = width;
        this.sync = sync;
        this.ports = ports;
    }

    /** Loads them, by a loader that may be a new one. Answers whether connections of an earlier run were found. */
    Answer<Boolean> load() {
        attached = false;
        return width.load();
    }

    /** Loads programs with wider vectors when more bits are needed. */
    void widen(int needed) {
        width.need(needed);
        if (width.isTooNarrow()) {
            sync.diverged("vectors become wider");
            restoreMaps(KernelSync::resync);
        }
    }

    /** The maps may be new ones; those of the programs in force stay as they are until {@link #attach}. */
    Answer<Integer> restoreMaps(Function<KernelSync, Answer<Integer>> resync) {
        attached = attached && !width.isTooNarrow();
        var answer = width.makeRoom().then(room -> resync.apply(sync));
        if (!answer.isDone()) {
            sync.diverged(answer.trouble());
        }
        return answer;
    }

    /** Also when a table is full: what could not be written is dropped, which is better than a node without programs. */
    void attach() {
        if (!attached) {
            var answer = ports.restore();
            attached = answer.isDone();
            if (!attached) {
                sync.diverged(answer.trouble());
                LOG.errorf("programs: %s", answer.trouble());
            }
        }
    }
}
