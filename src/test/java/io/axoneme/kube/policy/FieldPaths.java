// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.policy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Paths of a document, spelt as problems spell them. */
final class FieldPaths {

    private FieldPaths() {}

    /** Every place in the document at which something stands, null included. */
    static Set<String> of(Map<String, ?> document) {
        var paths = new TreeSet<String>();
        collect("", document, paths);
        return paths;
    }

    private static void collect(String path, @Nullable Object value, Set<String> paths) {
        paths.add(path);
        switch (value) {
            case Map<?, ?> map ->
                map.forEach((name, below) -> collect(child(path, String.valueOf(name)), below, paths));
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    collect(path + "[" + i + "]", list.get(i), paths);
                }
            }
            case null, default -> {}
        }
    }

    /** The path of a field of an object; a name that would read as part of the path stands in brackets. */
    static String child(String path, String name) {
        boolean plain =
                !name.isEmpty() && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '_');
        return plain ? (path.isEmpty() ? name : path + "." + name) : path + "[" + name + "]";
    }
}
