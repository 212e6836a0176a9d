// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.report;

import io.axoneme.abi.Abi;
import io.axoneme.abi.LostKey;
import io.axoneme.flow.DropReasons;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Events that never became flows. The datapath counts those that it could not send, since its maps were made; the loader tells of those that it had no
 * room for. Safe for several threads.
 */
public final class Losses {

    /** Where they were lost. */
    public enum Place {
        /** Beyond an endpoint's rate, or into a full ring. */
        DATAPATH("datapath"),
        /** Out of the loader's queue, which nobody emptied in time. */
        LOADER("loader");

        private final String text;

        Place(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /**
     * What was lost.
     *
     * @param type {@code drop}, {@code verdict}, {@code trace}
     * @param reason of drops, as printed; empty when it is none or not known
     */
    public record Kind(String type, String reason, Place place) {}

    /**
     * Whose events are missing.
     *
     * @param endpoint {@code namespace/pod}, or the number of one that has no name
     * @param count how many since it last lost none for so long as {@link #MEMORY_NS}
     */
    public record Whose(String endpoint, String type, long count) {}

    private record Recent(String endpoint, long count, long lastNs) {}

    /** For so long a loss is told as something that goes wrong now. */
    public static final long MEMORY_NS = TimeUnit.MINUTES.toNanos(10);

    private final LongSupplier clockNs;
    private final IntFunction<Optional<String>> names;
    private final Map<Kind, Long> shed = new HashMap<>();
    /** By number and type of event, of which there are few: numbers are given again. */
    private final Map<LostKey, Recent> recent = new HashMap<>();

    private @Nullable Map<LostKey, Long> counted;
    private long untold;

    /**
     * Nothing lost yet.
     *
     * @param clockNs a clock that only goes forward, in nanoseconds
     * @param names who has an endpoint number now
     */
    public Losses(LongSupplier clockNs, IntFunction<Optional<String>> names) {
        this.clockNs = clockNs;
        this.names = names;
    }

    /** So many more were lost in the loader. */
    synchronized void add(Map<LostKey, Long> counts) {
        counts.forEach((key, count) -> {
            if (count > 0) {
                shed.merge(kind(key, Place.LOADER), count, Long::sum);
                note(key, count);
            }
        });
    }

    /** What the datapath's map has now. What it had at first was lost before anybody looked, nobody knows when. */
    public synchronized void counted(Map<LostKey, Long> now) {
        var before = counted;
        counted = Map.copyOf(now);
        if (before == null) {
            return;
        }
        now.forEach((key, count) -> {
            long then = before.getOrDefault(key, 0L);
            long more = count >= then ? count - then : count; // a map that was made anew begins with nothing
            if (more > 0) {
                untold += more;
                note(key, more);
            }
        });
    }

    /** How many losses of the datapath have become known since the last call. */
    synchronized long takeUntold() {
        long taken = untold;
        untold = 0;
        return taken;
    }

    private void note(LostKey key, long count) {
        var endpoint = names.apply(key.endpointId()).orElse("endpoint " + key.endpointId());
        var now = new Recent(endpoint, count, clockNs.getAsLong());
        recent.merge(
                new LostKey(key.endpointId(), key.type(), 0),
                now,
                (then, fresh) -> then.endpoint().equals(endpoint) && fresh.lastNs() - then.lastNs() <= MEMORY_NS
                        ? new Recent(endpoint, then.count() + count, fresh.lastNs())
                        : fresh);
    }

    /** What was lost, and how many: everything that is known. */
    public synchronized Map<Kind, Long> byKind() {
        var all = new HashMap<>(shed);
        if (counted != null) {
            counted.forEach((key, count) -> {
                if (count > 0) {
                    all.merge(kind(key, Place.DATAPATH), count, Long::sum);
                }
            });
        }
        return all;
    }

    /** Type of event to how many; types of which none was lost are left out. */
    public Map<String, Long> byType() {
        var byType = new TreeMap<String, Long>();
        byKind().forEach((kind, count) -> byType.merge(kind.type(), count, Long::sum));
        return byType;
    }

    /** All of them. */
    public long total() {
        return byKind().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whose events were lost within {@link #MEMORY_NS}, most first. */
    public synchronized List<Whose> lately() {
        long since = clockNs.getAsLong() - MEMORY_NS;
        return recent.entrySet().stream()
                .filter(e -> e.getValue().lastNs() >= since)
                .map(e -> new Whose(
                        e.getValue().endpoint(),
                        type(e.getKey().type()),
                        e.getValue().count()))
                .sorted(Comparator.comparingLong(Whose::count)
                        .reversed()
                        .thenComparing(Whose::endpoint)
                        .thenComparing(Whose::type))
                .toList();
    }

    private static Kind kind(LostKey key, Place place) {
        var reason = key.type() == Abi.EVENT_DROP && key.reason() != 0 ? DropReasons.text(key.reason()) : "";
        return new Kind(type(key.type()), reason, place);
    }

    private static String type(int number) {
        return switch (number) {
            case Abi.EVENT_DROP -> "drop";
            case Abi.EVENT_VERDICT -> "verdict";
            case Abi.EVENT_TRACE -> "trace";
            default -> Integer.toString(number);
        };
    }
}
