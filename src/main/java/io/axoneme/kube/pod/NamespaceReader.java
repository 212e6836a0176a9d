// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.pod;

import com.fasterxml.jackson.core.JsonParser;
import io.axoneme.kube.stream.Item;
import io.axoneme.kube.stream.ItemReader;
import io.axoneme.kube.stream.JsonFields;
import io.axoneme.kube.stream.Query;
import io.axoneme.kube.translate.ObjectMeta;
import java.io.IOException;
import java.util.Map;

/** Reads namespaces. */
public final class NamespaceReader implements ItemReader<NamespaceRecord> {

    /** Every namespace. */
    public static final Query QUERY = Query.all("/api/v1/namespaces");

    @Override
    public Item<NamespaceRecord> read(JsonParser json) throws IOException {
        var head = new ItemHead();
        JsonFields.each(json, name -> {
            if (name.equals("metadata")) {
                head.read(json);
            }
        });
        var audit = "true".equals(head.annotations.get(ObjectMeta.AUDIT_ANNOTATION));
        return new Item<>(head.resourceVersion, new NamespaceRecord(head.name, Map.copyOf(head.labels), audit));
    }
}
