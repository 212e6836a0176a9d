// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Documents for tests, written as YAML. */
final class Yaml {

    private Yaml() {}

    @SuppressWarnings("unchecked")
    static Map<String, Object> tree(String text) {
        return (Map<String, Object>)
                Objects.requireNonNull(new Load(LoadSettings.builder().build()).loadFromString(text));
    }

    /** The documents of a file among the test resources. */
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> resource(String name) {
        var in = Objects.requireNonNull(Yaml.class.getResourceAsStream(name), name);
        var trees = new ArrayList<Map<String, Object>>();
        for (var tree : new Load(LoadSettings.builder().build()).loadAllFromInputStream(in)) {
            trees.add((Map<String, Object>) tree);
        }
        return trees;
    }
}
