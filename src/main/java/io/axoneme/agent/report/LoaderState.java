// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.axoneme.kernel.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The loader's own account of itself.
 *
 * @param build what it was built from
 * @param attach how programs are attached: {@code tcx} or {@code clsact}
 * @param vectorBits width of the vectors
 * @param missing what this node lacks: name of the feature to what it means
 * @param maps every map that can be full, with how full it is
 * @param refusals refused requests since the loader's start, by reason; those that happened
 */
public record LoaderState(
        String build,
        String attach,
        int vectorBits,
        SortedMap<String, String> missing,
        List<MapFill> maps,
        SortedMap<String, Long> refusals) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * How full a map is.
     *
     * @param drivesOut whether a full one takes the place of the oldest entry instead of refusing the new one
     */
    public record MapFill(String name, long entries, long capacity, boolean drivesOut) {

        /** Hundredths of the capacity that are in use, rounded down. */
        public int percent() {
            return capacity == 0 ? 0 : (int) (entries * 100 / capacity);
        }
    }

    /** Nothing is known: the loader did not say. */
    public static LoaderState unknown() {
        return new LoaderState("", "", 0, new TreeMap<>(), List.of(), new TreeMap<>());
    }

    /** What the text of a status request says; a text that is not understood is refused with the reason. */
    public static Answer<LoaderState> of(Answer<String> answer) {
        return answer.then(LoaderState::parsed);
    }

    private static Answer<LoaderState> parsed(String text) {
        try {
            return new Answer.Done<>(read(JSON.readTree(text)));
        } catch (JsonProcessingException e) {
            return new Answer.Unreachable<>("its status is not understood: " + e.getOriginalMessage());
        }
    }

    private static LoaderState read(JsonNode json) {
        var missing = new TreeMap<String, String>();
        json.path("features").forEach(feature -> {
            if (!feature.path("works").asBoolean()) {
                missing.put(
                        feature.path("name").asText(), feature.path("sentence").asText());
            }
        });
        List<MapFill> maps = new ArrayList<>();
        json.path("maps").forEach(map -> {
            var type = map.path("type").asText();
            // An array is always as large as it is.
            if (type.contains("hash") || type.contains("lpm")) {
                maps.add(new MapFill(
                        map.path("name").asText(),
                        map.path("entries").asLong(),
                        map.path("capacity").asLong(),
                        type.contains("lru")));
            }
        });
        var refusals = new TreeMap<String, Long>();
        json.path("refusals").properties().forEach(r -> {
            if (r.getValue().asLong() > 0) {
                refusals.put(r.getKey(), r.getValue().asLong());
            }
        });
        return new LoaderState(
                json.path("build").asText(),
                json.path("attach").asText(),
                json.path("vectorBits").asInt(),
                missing,
                maps,
                refusals);
    }
}
