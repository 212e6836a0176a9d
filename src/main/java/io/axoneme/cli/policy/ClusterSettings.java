// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import io.axoneme.kube.translate.InvalidPolicy;
import io.axoneme.model.CidrMatchMode;
import io.axoneme.model.EnforcementMode;
import io.axoneme.model.Label;
import io.axoneme.model.LabelFilter;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.Requirement;
import io.axoneme.model.World;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The settings of agent and operator that verdicts depend on. What is not set is as in {@code kustomize/default/config.yaml}.
 *
 * @param options single stack: nodes give outside identities one world
 * @param labels which of a pod's labels make up its identity
 * @param invalidPolicy what a policy without a valid version does
 */
record ClusterSettings(World.Options options, LabelFilter labels, InvalidPolicy invalidPolicy) {

    /** Name of the ConfigMap in kube-system. */
    static final String NAME = "axoneme-config";

    /**
     * Reads the ConfigMap's data.
     *
     * @throws UnreadableInput naming the key whose value is none of those it takes
     */
    static ClusterSettings of(Map<?, ?> data) throws UnreadableInput {
        var texts = new HashMap<String, String>();
        data.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
        var usual = World.Options.DEFAULT;
        var given = new World.Options(
                texts.getOrDefault("cluster-name", usual.cluster()),
                false,
                one(EnforcementMode.class, texts, "enable-policy", usual.mode()),
                selector(texts, usual.dnsPods()),
                usual.l7OverL4());
        return new ClusterSettings(
                given.withCidrMatch(cidrMatch(texts)),
                LabelFilter.parse(texts.getOrDefault("labels", "")),
                one(InvalidPolicy.class, texts, "invalid-policy", InvalidPolicy.IGNORE));
    }

    private static <E extends Enum<E>> E one(Class<E> type, Map<String, String> texts, String key, E usual)
            throws UnreadableInput {
        var text = texts.get(key);
        if (text == null) {
            return usual;
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(e -> e.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new UnreadableInput("ConfigMap " + NAME + ": " + key + " is \"" + text + "\""));
    }

    private static CidrMatchMode cidrMatch(Map<String, String> texts) throws UnreadableInput {
        var key = "policy-cidr-match-mode";
        try {
            return CidrMatchMode.parse(texts.getOrDefault(key, ""));
        } catch (IllegalArgumentException e) {
            throw new UnreadableInput("ConfigMap " + NAME + ": " + key + ": " + e.getMessage());
        }
    }

    private static LabelSelector selector(Map<String, String> texts, LabelSelector usual) {
        var text = texts.get("dns-pod-selector");
        if (text == null) {
            return usual;
        }
        return LabelSelector.of(Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(t -> !t.isEmpty())
                .map(Label::parse)
                .map(label -> Requirement.equalTo(Label.K8S, label.key(), label.value()))
                .toArray(Requirement[]::new));
    }
}
