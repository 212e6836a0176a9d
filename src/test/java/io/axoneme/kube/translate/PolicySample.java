// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.model.PolicyKind;
import io.axoneme.model.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A document among the test resources, completed by what each document has: its version and a name.
 *
 * @param problems paths and reasons that are expected of it; none for one that is to be taken
 */
public record PolicySample(String title, Map<String, Object> tree, List<String> problems) {

    private static final Map<String, String> VERSIONS = Map.of(
            "CiliumNetworkPolicy", "cilium.io/v2",
            "CiliumClusterwideNetworkPolicy", "cilium.io/v2",
            "CiliumCIDRGroup", "cilium.io/v2",
            "NetworkPolicy", "networking.k8s.io/v1");

    /** The documents of {@code src/test/resources/policies/NAME.yaml}. */
    public static List<PolicySample> read(String name) {
        return Yaml.resource("/policies/" + name + ".yaml").stream()
                .map(PolicySample::of)
                .toList();
    }

    private static PolicySample of(Map<String, Object> written) {
        var tree = new LinkedHashMap<String, Object>();
        var kind = String.valueOf(written.get("kind"));
        tree.put("apiVersion", Objects.requireNonNull(VERSIONS.get(kind), kind));
        var metadata = Map.of("name", "p", "namespace", "demo");
        boolean namespaced = PolicyKind.parse(kind).map(PolicyKind::namespaced).orElse(false);
        tree.put("metadata", namespaced ? metadata : Map.of("name", "p"));
        tree.putAll(written);
        tree.remove("title");
        tree.remove("problems");
        var problems = written.get("problems") instanceof List<?> list
                ? list.stream()
                        .map(p -> ((Map<?, ?>) p).get("path") + " " + ((Map<?, ?>) p).get("reason"))
                        .sorted()
                        .toList()
                : List.<String>of();
        return new PolicySample(String.valueOf(written.get("title")), tree, problems);
    }

    public String kind() {
        return String.valueOf(tree.get("kind"));
    }

    /** What the translator of its kind finds. */
    public List<Problem> faults(TranslatorConfig config) {
        return PolicyKind.parse(kind())
                .map(kind -> new PolicyTranslator(config).translate(kind, tree).faults())
                .orElseGet(() -> CidrGroupTranslator.translate(tree).faults());
    }

    @Override
    public String toString() {
        return title;
    }
}
