// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.policy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes other documents of documents: values replaced, taken out, doubled, moved; names misspelt. Equal seeds give equal documents. */
final class PolicyMutator {

    private static final List<@Nullable Object> VALUES = Arrays.asList(
            null,
            true,
            0,
            -1,
            80,
            256,
            65536,
            Long.MAX_VALUE,
            new BigInteger("18446744073709551616"),
            0.5,
            "",
            "80",
            "080",
            "x",
            "*",
            "a b",
            "[",
            "\u0000",
            "é",
            "k8s:",
            "10.0.0.0/8",
            "0.0.0.0/0",
            "::/0",
            "10.0.0.0/99",
            "ANY",
            "ICMP",
            "a".repeat(300),
            List.of(),
            Arrays.asList(1, null),
            List.of(List.of()),
            Map.of(),
            List.of(Map.of()),
            Map.of("matchLabels", Map.of("a", "b")));
    private static final String LETTERS = "abzAZ019.*:/-_[](){}\\^$ é";

    private final RandomGenerator random;
    private final List<Object> parts = new ArrayList<>();

    /**
     * A mutator that borrows from documents.
     *
     * @param corpus documents whose parts it puts into others
     */
    PolicyMutator(RandomGenerator random, List<Map<String, Object>> corpus) {
        this.random = random;
        corpus.forEach(this::collect);
    }

    private void collect(@Nullable Object value) {
        switch (value) {
            case Map<?, ?> map -> map.values().forEach(this::collect);
            case List<?> list -> list.forEach(this::collect);
            case null, default -> {}
        }
        if (value != null) {
            parts.add(value);
        }
    }

    /** A changed copy: one to four changes, each at a random place below the document's top level. */
    Map<String, Object> mutate(Map<String, Object> document) {
        var mutant = new LinkedHashMap<String, Object>(document);
        for (int changes = random.nextInt(1, 5); changes > 0; changes--) {
            for (var name : List.of("spec", "specs")) {
                if (mutant.containsKey(name)) {
                    mutant.put(name, change(mutant.get(name)));
                }
            }
        }
        return mutant;
    }

    /** The deeper a document, the deeper the change: each level goes on to one of its parts with odds of seven in eight. */
    private @Nullable Object change(@Nullable Object value) {
        boolean here = random.nextInt(8) == 0;
        return switch (value) {
            case Map<?, ?> map when !map.isEmpty() -> here ? changeMap(map) : changeBelow(map);
            case List<?> list when !list.isEmpty() -> here ? changeList(list) : changeBelow(list);
            case String text when random.nextBoolean() -> edit(text);
            case null, default -> replacement();
        };
    }

    private Map<String, Object> changeBelow(Map<?, ?> map) {
        var copy = copy(map);
        var name = pick(List.copyOf(copy.keySet()));
        copy.put(name, change(copy.get(name)));
        return copy;
    }

    private List<Object> changeBelow(List<?> list) {
        var copy = new ArrayList<Object>(list);
        int index = random.nextInt(copy.size());
        copy.set(index, change(copy.get(index)));
        return copy;
    }

    private @Nullable Object changeMap(Map<?, ?> map) {
        var copy = copy(map);
        var name = pick(List.copyOf(copy.keySet()));
        switch (random.nextInt(4)) {
            case 0 -> copy.remove(name);
            case 1 -> copy.put(edit(name), copy.remove(name));
            case 2 -> copy.put(name, replacement());
            default -> {
                return replacement();
            }
        }
        return copy;
    }

    private @Nullable Object changeList(List<?> list) {
        var copy = new ArrayList<Object>(list);
        int index = random.nextInt(copy.size());
        switch (random.nextInt(4)) {
            case 0 -> copy.remove(index);
            case 1 -> copy.add(copy.get(index));
            case 2 -> copy.add(replacement());
            default -> {
                return replacement();
            }
        }
        return copy;
    }

    private @Nullable Object replacement() {
        return random.nextBoolean() ? VALUES.get(random.nextInt(VALUES.size())) : pick(parts);
    }

    private String edit(String text) {
        int at = random.nextInt(text.length() + 1);
        var letter = LETTERS.charAt(random.nextInt(LETTERS.length()));
        return switch (random.nextInt(3)) {
            case 0 -> text.substring(0, at) + letter + text.substring(at);
            case 1 -> text.substring(0, at) + text.substring(Math.min(text.length(), at + 1));
            default -> text.substring(0, at) + letter + text.substring(Math.min(text.length(), at + 1));
        };
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static Map<String, Object> copy(Map<?, ?> map) {
        var copy = new LinkedHashMap<String, Object>();
        map.forEach((name, value) -> copy.put(String.valueOf(name), value));
        return copy;
    }
}
