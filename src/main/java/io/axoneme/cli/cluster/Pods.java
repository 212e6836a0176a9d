// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;

/** Our own pods. */
final class Pods {

    /** What a pod is for, as the manifests label it. */
    private static final String COMPONENT = "app.kubernetes.io/component";

    private Pods() {}

    static boolean isOurs(JsonNode pod, String component) {
        var labels = pod.path("metadata").path("labels");
        return labels.path("app.kubernetes.io/name").asText().equals("axoneme")
                && labels.path(COMPONENT).asText().equals(component);
    }

    static String name(JsonNode pod) {
        return pod.path("metadata").path("name").asText();
    }

    static String node(JsonNode pod) {
        return pod.path("spec").path("nodeName").asText();
    }

    static boolean ready(JsonNode pod) {
        return hasCondition(pod, "Ready", "True");
    }

    static boolean hasCondition(JsonNode object, String type, String status) {
        for (var condition : object.path("status").path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText().equals(status);
            }
        }
        return false;
    }
}
