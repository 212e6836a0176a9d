// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.identity;

import com.fasterxml.jackson.core.JsonParser;
import io.axoneme.kube.stream.Item;
import io.axoneme.kube.stream.ItemReader;
import io.axoneme.kube.stream.JsonFields;
import io.axoneme.kube.stream.Query;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads identities from the stream. An object that is no identity reads as empty: it stands for nobody. */
public final class IdentityReader implements ItemReader<Optional<IdentityRecord>> {

    /** Every identity. */
    public static final Query QUERY = Query.all("/apis/cilium.io/v2/ciliumidentities");

    /** Metadata while it is being read. */
    private static final class Head {
        String name = "";
        String uid = "";
        String resourceVersion = "";
        String created = "";
        Map<String, String> annotations = Map.of();
    }

    @Override
    public Item<Optional<IdentityRecord>> read(JsonParser json) throws IOException {
        var head = new Head();
        var labels = new TreeMap<String, String>();
        JsonFields.each(json, field -> {
            switch (field) {
                case "metadata" -> JsonFields.each(json, name -> metadata(json, name, head));
                case "security-labels" -> labels.putAll(JsonFields.texts(json));
                default -> json.skipChildren();
            }
        });
        var record = IdentityObjects.record(
                head.name,
                head.uid,
                head.resourceVersion,
                head.created.isEmpty() ? null : head.created,
                head.annotations.get(IdentityObjects.RELEASED_AT),
                labels);
        return new Item<>(head.resourceVersion, record);
    }

    private static void metadata(JsonParser json, String name, Head head) throws IOException {
        switch (name) {
            case "name" -> head.name = JsonFields.text(json);
            case "uid" -> head.uid = JsonFields.text(json);
            case "resourceVersion" -> head.resourceVersion = JsonFields.text(json);
            case "creationTimestamp" -> head.created = JsonFields.text(json);
            case "annotations" -> head.annotations = JsonFields.texts(json);
            default -> json.skipChildren();
        }
    }
}
