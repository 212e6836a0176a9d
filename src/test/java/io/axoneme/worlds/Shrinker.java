// SPDX-License-Identifier: Apache-2.0
package io.axoneme.worlds;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Takes whatever can go out of a list of objects that shows a fault: objects, then parts of what is left, as long as the fault shows. */
final class Shrinker {

    /** What tells one object from another. */
    private static final List<Object> NAMES = List.of("apiVersion", "kind", "metadata", "name", "namespace");

    private final Predicate<List<Map<String, Object>>> faulty;

    /** @param faulty whether objects show the fault; those that mean something else do not */
    Shrinker(Predicate<List<Map<String, Object>>> faulty) {
        this.faulty = faulty;
    }

    List<Map<String, Object>> shrink(List<Map<String, Object>> objects) {
        var smallest = objects;
        for (var smaller = smallerOf(smallest); !smaller.equals(smallest); smaller = smallerOf(smallest)) {
            smallest = smaller;
        }
        return smallest;
    }

    /** The first of the objects' smaller forms that is faulty; the same when none is. */
    private List<Map<String, Object>> smallerOf(List<Map<String, Object>> objects) {
        for (int i = 0; i < objects.size(); i++) {
            var fewer = new ArrayList<>(objects);
            fewer.remove(i);
            if (faulty.test(fewer)) {
                return fewer;
            }
        }
        for (int i = 0; i < objects.size(); i++) {
            for (var less : smallerForms(objects.get(i))) {
                var changed = new ArrayList<>(objects);
                changed.set(i, asObject(less));
                if (faulty.test(changed)) {
                    return changed;
                }
            }
        }
        return objects;
    }

    private static List<Object> smallerForms(@Nullable Object tree) {
        return switch (tree) {
            case Map<?, ?> map -> {
                var forms = new ArrayList<Object>();
                for (var key :
                        map.keySet().stream().filter(k -> !NAMES.contains(k)).toList()) {
                    var without = new LinkedHashMap<Object, Object>(map);
                    without.remove(key);
                    forms.add(without);
                    for (var less : smallerForms(map.get(key))) {
                        var changed = new LinkedHashMap<Object, Object>(map);
                        changed.put(key, less);
                        forms.add(changed);
                    }
                }
                yield forms;
            }
            case List<?> list -> {
                var forms = new ArrayList<Object>();
                IntStream.range(0, list.size()).forEach(i -> {
                    var fewer = new ArrayList<Object>(list);
                    fewer.remove(i);
                    forms.add(fewer);
                    for (var less : smallerForms(list.get(i))) {
                        var changed = new ArrayList<Object>(list);
                        changed.set(i, less);
                        forms.add(changed);
                    }
                });
                yield forms;
            }
            case null, default -> List.of();
        };
    }

    @SuppressWarnings("unchecked") // a smaller form of a map of texts is one
    private static Map<String, Object> asObject(Object tree) {
        return (Map<String, Object>) tree;
    }
}
