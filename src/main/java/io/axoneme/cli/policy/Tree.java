// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a case file's own fields; anything unexpected is an error that names the place. */
record Tree(String path, Map<String, ?> fields) {

    static Tree root(Documents.Document document) {
        return new Tree(document.origin() + ":", document.tree());
    }

    UnreadableInput error(String message) {
        return new UnreadableInput(path + " " + message);
    }

    void allowOnly(Collection<String> known) throws UnreadableInput {
        for (var name : fields.keySet()) {
            if (!known.contains(name)) {
                throw error("unknown field \"" + name + "\"; known: " + String.join(", ", known));
            }
        }
    }

    boolean has(String name) {
        return fields.get(name) != null;
    }

    String text(String name) throws UnreadableInput {
        if (fields.get(name) instanceof String text) {
            return text;
        }
        throw error(has(name) ? name + " must be a string" : "needs " + name);
    }

    boolean truth(String name) throws UnreadableInput {
        if (fields.get(name) instanceof Boolean truth) {
            return truth;
        }
        throw error(name + " must be true or false");
    }

    List<String> texts(String name) throws UnreadableInput {
        var texts = new ArrayList<String>();
        for (var item : list(name)) {
            if (!(item instanceof String text)) {
                throw error(name + " must be a list of strings");
            }
            texts.add(text);
        }
        return texts;
    }

    Tree object(String name) throws UnreadableInput {
        return object(name, fields.get(name));
    }

    List<Tree> objects(String name) throws UnreadableInput {
        var objects = new ArrayList<Tree>();
        for (var item : list(name)) {
            objects.add(object(name + "[" + objects.size() + "]", item));
        }
        return objects;
    }

    private List<?> list(String name) throws UnreadableInput {
        var value = fields.get(name);
        if (value != null && !(value instanceof List)) {
            throw error(name + " must be a list");
        }
        return value instanceof List<?> list ? list : List.of();
    }

    @SuppressWarnings("unchecked")
    private Tree object(String name, @Nullable Object value) throws UnreadableInput {
        if (value instanceof Map<?, ?> map && map.keySet().stream().allMatch(String.class::isInstance)) {
            return new Tree(path + " " + name, (Map<String, ?>) map);
        }
        throw error(value == null ? "needs " + name : name + " must be an object");
    }

    <T> T parsed(String name, Function<String, T> parser) throws UnreadableInput {
        try {
            return parser.apply(text(name));
        } catch (IllegalArgumentException e) {
            throw error(name + ": " + e.getMessage());
        }
    }
}
