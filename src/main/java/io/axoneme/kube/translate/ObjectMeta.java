// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What the translators need of an object's metadata.
 *
 * @param namespace {@code default} when a namespaced object names none, as clients do
 * @param uid empty when not yet stored
 * @param generation 0 when not yet stored
 */
public record ObjectMeta(
        String namespace,
        String name,
        String uid,
        long generation,
        Map<String, String> labels,
        Map<String, String> annotations) {

    /** On a policy or a namespace, with value {@code true}: judge and report, do not enforce. */
    public static final String AUDIT_ANNOTATION = "policy.cilium.io/audit-mode";

    public ObjectMeta {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    boolean audit() {
        return "true".equals(annotations.get(AUDIT_ANNOTATION));
    }

    static ObjectMeta of(Field object) {
        var meta = object.at("metadata");
        var name = Fields.required(meta.at("name"));
        var generation = meta.at("generation").integer();
        return new ObjectMeta(
                Objects.requireNonNullElse(meta.at("namespace").text(), "default"),
                Objects.requireNonNullElse(name, ""),
                Objects.requireNonNullElse(meta.at("uid").text(), ""),
                generation == null ? 0 : generation,
                texts(meta.at("labels")),
                texts(meta.at("annotations")));
    }

    /** The entries of an object of texts; null counts as the empty text, as the API server stores it. */
    static Map<String, String> texts(Field object) {
        var texts = new TreeMap<String, String>();
        for (var name : object.names()) {
            texts.put(name, Objects.requireNonNullElse(object.at(name).text(), ""));
        }
        return texts;
    }
}
