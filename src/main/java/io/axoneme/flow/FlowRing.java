// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The last entries that a node saw. One thread writes, without a lock and without ever waiting for a reader; any number of threads
 * read, each at its own pace through a {@link FlowReader}. A reader that falls behind is told how many entries it missed.
 *
 * <p>Entries carry a sequence number that starts at 0 and is never reused. One slot more than the capacity exists: the writer fills
 * it while readers use the others, so an entry that is within the capacity cannot change under its reader.
 */
public final class FlowRing {

    /** Entries kept by default. */
    public static final int DEFAULT_CAPACITY = 4095;
    /** The most entries that a ring can keep. */
    public static final int MAX_CAPACITY = 65535;

    private record Slot(long sequence, FlowEntry entry) {}

    private final int capacity;
    private final AtomicReferenceArray<@Nullable Slot> slots;
    private final Runnable written;
    /** Sequence of the next entry; written by the writer only. */
    private volatile long next;

    private volatile long flowsSeen;

    /**
     * An empty ring.
     *
     * @param capacity 2^n − 1, from 1 to {@link #MAX_CAPACITY}
     * @param written called by the writer after each entry, for readers that wait; must not wait itself
     */
    public FlowRing(int capacity, Runnable written) {
        if (capacity < 1 || capacity > MAX_CAPACITY || Integer.bitCount(capacity + 1) != 1) {
            throw new IllegalArgumentException(
                    "capacity must be 2^n - 1 from 1 to " + MAX_CAPACITY + ", not " + capacity);
        }
        this.capacity = capacity;
        this.written = written;
        this.slots = new AtomicReferenceArray<>(capacity + 1);
    }

    /** Adds an entry, over the oldest when the ring is full. To be called by one thread. */
    public void write(FlowEntry entry) {
        long sequence = next;
        slots.setRelease(index(sequence), new Slot(sequence, entry));
        if (entry instanceof Flow) {
            flowsSeen = flowsSeen() + 1;
        }
        next = sequence + 1;
        written.run();
    }

    /** Entries that fit. */
    public int capacity() {
        return capacity;
    }

    /** Entries in the ring. */
    public int size() {
        return (int) Math.min(next, capacity);
    }

    /** Flows written since the start, without notices of loss. */
    public long flowsSeen() {
        return flowsSeen;
    }

    /** Sequence that the next entry will get; everything before it has been written. */
    public long end() {
        return next;
    }

    /** Sequence of the oldest entry still kept; {@link #end} when there is none. */
    public long oldest() {
        return Math.max(0, next - capacity);
    }

    /**
     * Where to start to read in order to see the last entries that match.
     *
     * @param count how many matching entries are wanted, at least 1
     * @return the sequence of the count-th match from the end, or of the oldest match when there are fewer; {@link #end} without any
     */
    public long startOfLast(long count, Predicate<FlowEntry> matching) {
        long end = next;
        long start = end;
        long found = 0;
        for (long sequence = end - 1; sequence >= oldest() && found < count; sequence--) {
            var entry = at(sequence);
            if (entry == null) {
                break;
            }
            if (matching.test(entry)) {
                start = sequence;
                found++;
            }
        }
        return start;
    }

    /** The entry of a sequence; null when it was overwritten or not written yet. */
    @Nullable
    FlowEntry at(long sequence) {
        var slot = slots.getAcquire(index(sequence));
        return slot != null && slot.sequence == sequence ? slot.entry : null;
    }

    private int index(long sequence) {
        return (int) (sequence & capacity);
    }
}
