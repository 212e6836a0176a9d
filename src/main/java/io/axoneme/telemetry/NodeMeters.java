// SPDX-License-Identifier: Apache-2.0
package io.axoneme.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * What a node's agent measures, by name. Values are those of the last reading, so that a scrape never waits for the kernel. One thread
 * tells of readings, any may scrape.
 */
public final class NodeMeters {

    static final String ENDPOINTS = "axoneme.endpoints";
    static final String IDENTITIES = "axoneme.identities";
    static final String REVISION = "axoneme.policy.revision";
    static final String POLICIES = "axoneme.policies";
    static final String POLICIES_INVALID = "axoneme.policies.invalid";
    static final String IN_SYNC = "axoneme.kernel.in.sync";
    static final String UNMANAGED = "axoneme.pods.unmanaged";
    static final String FLOWS = "axoneme.flows";
    static final String EVENTS_LOST = "axoneme.events.lost";
    static final String PACKETS_DROPPED = "axoneme.drop.packets";
    static final String BYTES_DROPPED = "axoneme.drop.bytes";
    static final String PACKETS_FORWARDED = "axoneme.forward.packets";
    static final String BYTES_FORWARDED = "axoneme.forward.bytes";
    static final String UNCOUNTED = "axoneme.counters.uncounted";
    static final String MAP_ENTRIES = "axoneme.map.entries";
    static final String MAP_CAPACITY = "axoneme.map.capacity";
    static final String REFUSALS = "axoneme.loader.refusals";

    /**
     * One reading.
     *
     * @param inSync whether the kernel holds what is desired
     * @param lost events that never became flows
     * @param packets what the datapath counted since it was loaded
     * @param maps name to how full it is
     * @param refusals refused requests by reason
     */
    public record Reading(
            int endpoints,
            int identities,
            long revision,
            int policies,
            int invalidPolicies,
            boolean inSync,
            int unmanagedPods,
            long flows,
            Map<Lost, Long> lost,
            Map<Packets, Count> packets,
            Map<String, Fill> maps,
            Map<String, Long> refusals) {

        private Reading after(Reading before) {
            return new Reading(
                    endpoints,
                    identities,
                    revision,
                    policies,
                    invalidPolicies,
                    inSync,
                    unmanagedPods,
                    flows,
                    lost.isEmpty() ? before.lost : lost,
                    packets.isEmpty() ? before.packets : packets,
                    maps.isEmpty() ? before.maps : maps,
                    refusals.isEmpty() ? before.refusals : refusals);
        }

        /** Before the first reading. */
        static Reading none() {
            return new Reading(0, 0, 0, 0, 0, false, 0, 0, Map.of(), Map.of(), Map.of(), Map.of());
        }
    }

    /** What became of packets. */
    public enum Fate {
        FORWARDED,
        DROPPED,
        /** Counted without a place, since a table was full. */
        UNCOUNTED
    }

    /**
     * A class of packets.
     *
     * @param reason printed text of the drop reason; empty when none were dropped
     * @param direction {@code ingress} or {@code egress}
     */
    public record Packets(Fate fate, String reason, String direction) {}

    /**
     * A class of events that never became flows.
     *
     * @param type {@code drop}, {@code verdict} or {@code trace}
     * @param reason printed text of the drop reason; empty when there is none or it is not known
     * @param place {@code datapath} or {@code loader}
     */
    public record Lost(String type, String reason, String place) {}

    /** How many. */
    public record Count(long packets, long bytes) {}

    /** How full a map is. */
    public record Fill(long entries, long capacity) {}

    private final MeterRegistry registry;
    private final Set<Object> known = ConcurrentHashMap.newKeySet();
    private volatile Reading last = Reading.none();

    /** The meters of a node, in a registry. */
    public NodeMeters(MeterRegistry registry) {
        this.registry = registry;
        gauge(ENDPOINTS, Tags.empty(), Reading::endpoints);
        gauge(IDENTITIES, Tags.empty(), Reading::identities);
        gauge(REVISION, Tags.empty(), Reading::revision);
        gauge(POLICIES, Tags.empty(), Reading::policies);
        gauge(POLICIES_INVALID, Tags.empty(), Reading::invalidPolicies);
        gauge(IN_SYNC, Tags.empty(), r -> r.inSync() ? 1 : 0);
        gauge(UNMANAGED, Tags.empty(), Reading::unmanagedPods);
        counter(FLOWS, Tags.empty(), Reading::flows);
    }

    /** A new reading; what it has for the first time gets its meter now. Counts that it lacks, since nobody answered, stay as they were. */
    public void read(Reading reading) {
        last = reading.after(last);
        reading.lost().keySet().forEach(lost -> once(lost, () -> lost(lost)));
        reading.packets().keySet().forEach(packets -> once(packets, () -> packets(packets)));
        reading.maps().keySet().forEach(map -> once("map " + map, () -> map(map)));
        reading.refusals().keySet().forEach(reason -> once("refusal " + reason, () -> refusal(reason)));
    }

    private void once(Object key, Runnable register) {
        if (known.add(key)) {
            register.run();
        }
    }

    private void lost(Lost of) {
        counter(
                EVENTS_LOST,
                Tags.of("type", of.type(), "reason", of.reason(), "place", of.place()),
                r -> r.lost().getOrDefault(of, 0L));
    }

    private void refusal(String reason) {
        counter(REFUSALS, Tags.of("reason", reason), r -> r.refusals().getOrDefault(reason, 0L));
    }

    private void map(String map) {
        var none = new Fill(0, 0);
        gauge(
                MAP_ENTRIES,
                Tags.of("map", map),
                r -> r.maps().getOrDefault(map, none).entries());
        gauge(
                MAP_CAPACITY,
                Tags.of("map", map),
                r -> r.maps().getOrDefault(map, none).capacity());
    }

    private void packets(Packets of) {
        var none = new Count(0, 0);
        ToDoubleFunction<Reading> packets =
                r -> r.packets().getOrDefault(of, none).packets();
        ToDoubleFunction<Reading> bytes =
                r -> r.packets().getOrDefault(of, none).bytes();
        var direction = Tags.of("direction", of.direction());
        switch (of.fate()) {
            case FORWARDED -> {
                counter(PACKETS_FORWARDED, direction, packets);
                counter(BYTES_FORWARDED, direction, bytes);
            }
            case DROPPED -> {
                counter(PACKETS_DROPPED, direction.and("reason", of.reason()), packets);
                counter(BYTES_DROPPED, direction.and("reason", of.reason()), bytes);
            }
            case UNCOUNTED -> counter(UNCOUNTED, direction, packets);
        }
    }

    private void gauge(String name, Tags tags, ToDoubleFunction<Reading> value) {
        Gauge.builder(name, this, m -> value.applyAsDouble(m.last)).tags(tags).register(registry);
    }

    private void counter(String name, Tags tags, ToDoubleFunction<Reading> value) {
        FunctionCounter.builder(name, this, m -> value.applyAsDouble(m.last))
                .tags(tags)
                .register(registry);
    }
}
