// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Documents as maps, lists and scalars: a place in one, one with something more, one as text. */
final class Trees {

    private static final Pattern STEP = Pattern.compile("([^.\\[]+)|\\[(\\d+)]");
    private static final int WIDTH = 160;

    private Trees() {}

    /** What stands at a path such as {@code spec.ingress[0]}; null when nothing does. */
    static @Nullable Object at(Object tree, String path) {
        Object here = tree;
        for (var step = STEP.matcher(path); here != null && step.find(); ) {
            here = step.group(1) != null
                    ? here instanceof Map<?, ?> map ? map.get(step.group(1)) : null
                    : here instanceof List<?> list && Integer.parseInt(step.group(2)) < list.size()
                            ? list.get(Integer.parseInt(step.group(2)))
                            : null;
        }
        return here;
    }

    /** A copy of the document whose list at this path has one more item; the list is made if nothing stands there. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> with(Map<String, Object> tree, String listPath, Object item) {
        var copy = (Map<String, Object>) copy(tree);
        int dot = listPath.lastIndexOf('.');
        var holder = at(copy, listPath.substring(0, dot));
        if (holder instanceof Map<?, ?> map) {
            ((List<Object>) ((Map<String, Object>) map)
                            .computeIfAbsent(listPath.substring(dot + 1), n -> new ArrayList<>()))
                    .add(item);
        }
        return copy;
    }

    private static Object copy(Object tree) {
        return switch (tree) {
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<Object, Object>();
                map.forEach((key, value) -> copy.put(key, value == null ? null : copy(value)));
                yield copy;
            }
            case List<?> list -> {
                var copy = new ArrayList<Object>();
                list.forEach(value -> copy.add(value == null ? null : copy(value)));
                yield copy;
            }
            default -> tree;
        };
    }

    /** On one line, as an item of a list can be written. */
    static String line(Object tree) {
        return dump(tree, FlowStyle.FLOW).strip();
    }

    /** A document, in lines. */
    static List<String> lines(Object tree) {
        return dump(tree, FlowStyle.AUTO).lines().toList();
    }

    private static String dump(Object tree, FlowStyle style) {
        return new Dump(DumpSettings.builder()
                        .setDefaultFlowStyle(style)
                        .setWidth(WIDTH)
                        .build())
                .dumpToString(tree);
    }
}
