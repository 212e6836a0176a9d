// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.model.Problem;
import io.axoneme.model.Problem.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place in a document: its path and what stands there. Reading a value of the wrong type reports a problem and answers
 * as if it were absent, so that reading goes on and finds the next fault.
 */
final class Field {

    private final String path;
    private final @Nullable Object value;
    private final List<Problem> problems;

    private Field(String path, @Nullable Object value, List<Problem> problems) {
        this.path = path;
        this.value = value;
        this.problems = problems;
    }

    /**
     * The whole of a document.
     *
     * @param tree the document
     * @param problems collects the faults found through this field and those below it
     */
    static Field root(Map<String, ?> tree, List<Problem> problems) {
        return new Field("", tree, problems);
    }

    String path() {
        return path;
    }

    /** Whether a value stands here; null is none. */
    boolean present() {
        return value != null;
    }

    /** Whether a fault here, or below, has been reported. */
    boolean isFaulty() {
        return problems.stream()
                .map(Problem::path)
                .anyMatch(p -> p.equals(path) || p.startsWith(path + ".") || p.startsWith(path + "["));
    }

    void report(Reason reason, String message) {
        problems.add(new Problem(path, reason, message));
    }

    /** The field of this name; not {@link #present} if there is none. */
    Field at(String name) {
        return new Field(childPath(name), value instanceof Map<?, ?> map ? map.get(name) : null, problems);
    }

    private String childPath(String name) {
        boolean plain =
                !name.isEmpty() && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '_');
        return plain ? (path.isEmpty() ? name : path + "." + name) : path + "[" + name + "]";
    }

    /** The names that stand in this object, with null or without. */
    List<String> names() {
        return isObject() && value instanceof Map<?, ?> map
                ? map.keySet().stream().map(String::valueOf).toList()
                : List.of();
    }

    /** Reports every field that is not among the known ones, with the nearest of them. */
    void allowOnly(Collection<String> known) {
        for (var name : names()) {
            if (!known.contains(name)) {
                at(name).report(
                                Reason.UNKNOWN_FIELD,
                                "unknown field \"" + name + "\"; the nearest known one is \""
                                        + Spelling.nearest(name, known) + "\"");
            }
        }
    }

    /** Whether an object stands here; anything else that stands here is reported. */
    boolean isObject() {
        return is(Map.class, "an object");
    }

    /** The elements of the list that stands here; none if there is no list. */
    List<Field> items() {
        if (!is(List.class, "a list") || !(value instanceof List<?> list)) {
            return List.of();
        }
        var items = new ArrayList<Field>();
        for (int i = 0; i < list.size(); i++) {
            var item = new Field(path + "[" + i + "]", list.get(i), problems);
            if (item.present()) {
                items.add(item);
            } else {
                item.report(Reason.WRONG_TYPE, "null in a list");
            }
        }
        return items;
    }

    /** The texts of a list of texts. */
    List<Field> texts() {
        return items().stream().filter(i -> i.text() != null).toList();
    }

    @Nullable
    String text() {
        return is(String.class, "a string") ? (String) value : null;
    }

    @Nullable
    Boolean bool() {
        return is(Boolean.class, "true or false") ? (Boolean) value : null;
    }

    /** A whole number. */
    @Nullable
    Long integer() {
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        is(Long.class, "a whole number");
        return null;
    }

    boolean isText() {
        return value instanceof String;
    }

    private boolean is(Class<?> type, String wanted) {
        if (value == null || type.isInstance(value)) {
            return value != null;
        }
        report(Reason.WRONG_TYPE, "must be " + wanted + ", not " + describe(value) + quoteHint(type));
        return false;
    }

    /** YAML reads unquoted 80 and true as no text; that is the likeliest slip. */
    private String quoteHint(Class<?> type) {
        boolean scalar = value instanceof Number || value instanceof Boolean;
        return type == String.class && scalar ? "; write \"" + value + "\" in quotes" : "";
    }

    private static String describe(Object value) {
        return switch (value) {
            case Map<?, ?> map -> "an object";
            case List<?> list -> "a list";
            case String text -> "the string \"" + text + "\"";
            default -> String.valueOf(value);
        };
    }
}
