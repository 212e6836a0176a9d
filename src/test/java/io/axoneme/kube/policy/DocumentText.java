// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Documents as text and back, and smaller ones of them. */
final class DocumentText {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private DocumentText() {}

    static String json(Map<String, Object> document) {
        try {
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a tree of JSON values", e);
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> ofJson(String text) {
        try {
            return JSON.readValue(text, Map.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static String yaml(Map<String, Object> document) {
        return new Dump(DumpSettings.builder().setDereferenceAliases(true).build()).dumpToString(document);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> ofYaml(String text) {
        return (Map<String, Object>)
                Objects.requireNonNull(new Load(LoadSettings.builder().build()).loadFromString(text));
    }

    /** Copies of which each lacks one field or one item, those that lack most first. */
    static List<Map<String, Object>> withoutOnePart(Map<?, ?> document) {
        var smaller = new ArrayList<Map<String, Object>>();
        for (var name : document.keySet()) {
            var copy = copy(document);
            copy.remove(String.valueOf(name));
            smaller.add(copy);
        }
        document.forEach((name, value) -> {
            for (var part : partsOf(value)) {
                var copy = copy(document);
                copy.put(String.valueOf(name), part);
                smaller.add(copy);
            }
        });
        return smaller;
    }

    private static List<?> partsOf(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> withoutOnePart(map);
            case List<?> list -> withoutOneItem(list);
            case null, default -> List.of();
        };
    }

    private static List<List<Object>> withoutOneItem(List<?> list) {
        var smaller = new ArrayList<List<Object>>();
        for (int i = 0; i < list.size(); i++) {
            var copy = new ArrayList<Object>(list);
            copy.remove(i);
            smaller.add(copy);
        }
        for (int i = 0; i < list.size(); i++) {
            for (var part : partsOf(list.get(i))) {
                var copy = new ArrayList<Object>(list);
                copy.set(i, part);
                smaller.add(copy);
            }
        }
        return smaller;
    }

    private static Map<String, Object> copy(Map<?, ?> map) {
        var copy = new LinkedHashMap<String, Object>();
        map.forEach((name, value) -> copy.put(String.valueOf(name), value));
        return copy;
    }
}
