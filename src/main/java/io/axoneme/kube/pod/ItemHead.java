// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.pod;

import com.fasterxml.jackson.core.JsonParser;
import io.axoneme.kube.stream.JsonFields;
import java.io.IOException;
import java.util.Map;

/** Metadata of an object while it is being read. */
final class ItemHead {

    String uid = "";
    String namespace = "";
    String name = "";
    String resourceVersion = "";
    Map<String, String> labels = Map.of();
    Map<String, String> annotations = Map.of();

    /** Reads the metadata that the parser stands on. */
    void read(JsonParser json) throws IOException {
        JsonFields.each(json, field -> {
            switch (field) {
                case "uid" -> uid = JsonFields.text(json);
                case "namespace" -> namespace = JsonFields.text(json);
                case "name" -> name = JsonFields.text(json);
                case "resourceVersion" -> resourceVersion = JsonFields.text(json);
                case "labels" -> labels = JsonFields.texts(json);
                case "annotations" -> annotations = JsonFields.texts(json);
                default -> json.skipChildren();
            }
        });
    }
}
