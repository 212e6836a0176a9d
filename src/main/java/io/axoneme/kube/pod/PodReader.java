// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.pod;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.axoneme.kube.stream.Item;
import io.axoneme.kube.stream.ItemReader;
import io.axoneme.kube.stream.JsonFields;
import io.axoneme.kube.stream.Query;
import io.axoneme.model.LabelFilter;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Reads pods. Equal labels, ports and names share one object in memory. Not thread-safe: each reflector has its own. */
public final class PodReader implements ItemReader<PodRecord> {

    /** Every pod. */
    public static final Query QUERY = Query.all("/api/v1/pods");

    private final LabelFilter filter;
    private final Shared shared = new Shared();

    /** @param filter which of a pod's own labels are kept */
    public PodReader(LabelFilter filter) {
        this.filter = filter;
    }

    /** The pods of one node. */
    public static Query onNode(String node) {
        return new Query(QUERY.path(), "spec.nodeName=" + node);
    }

    @Override
    public Item<PodRecord> read(JsonParser json) throws IOException {
        var head = new ItemHead();
        var body = new PodBody();
        JsonFields.each(json, name -> {
            switch (name) {
                case "metadata" -> head.read(json);
                case "spec" -> JsonFields.each(json, field -> spec(json, field, body));
                case "status" -> JsonFields.each(json, field -> body.status(json, field));
                default -> json.skipChildren();
            }
        });
        var record = new PodRecord(
                head.uid,
                shared.of(head.namespace),
                head.name,
                shared.of(relevant(head.labels)),
                shared.of(body.serviceAccount),
                shared.of(body.ports()),
                shared.of(body.node),
                body.hostNetwork,
                body.finished(),
                body.addresses(),
                shared.of(body.hostPorts()));
        return new Item<>(head.resourceVersion, record);
    }

    private static void spec(JsonParser json, String field, PodBody body) throws IOException {
        switch (field) {
            case "nodeName" -> body.node = JsonFields.text(json);
            case "hostNetwork" -> body.hostNetwork = json.hasToken(JsonToken.VALUE_TRUE);
            case "serviceAccountName" -> body.serviceAccount = JsonFields.text(json);
            case "containers" -> JsonFields.elements(json, () -> body.container(json, true));
            case "initContainers" -> JsonFields.elements(json, () -> body.container(json, false));
            default -> json.skipChildren();
        }
    }

    private Map<String, String> relevant(Map<String, String> labels) {
        var kept = new TreeMap<String, String>();
        labels.forEach((key, value) -> {
            if (filter.relevant(key)) {
                kept.put(shared.of(key), shared.of(value));
            }
        });
        return Map.copyOf(kept);
    }
}
