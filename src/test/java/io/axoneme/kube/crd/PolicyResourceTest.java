// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.crd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyResourceTest {

    private final KubernetesSerialization serialization = new KubernetesSerialization();

    /** Absent, empty and "anyone" mean three different things. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"endpointSelector\":{}}",
                "{\"endpointSelector\":{},\"ingress\":[]}",
                "{\"endpointSelector\":{},\"ingress\":[{}]}",
                "{\"endpointSelector\":{},\"ingress\":null}",
                "{\"endpointSelector\":{\"matchLabels\":{}},\"ingress\":[{\"fromEndpoints\":[]}],\"unknown\":[1,{\"a\":null}]}"
            })
    void rulesSurviveReadingWritingAndCloning(String spec) {
        var policy = read("{\"spec\":" + spec + ",\"specs\":[" + spec + "]}");
        assertEquals(tree(spec), policy.getSpec());
        var copy = serialization.clone(policy);
        assertEquals(tree(spec), copy.getSpec());
        var written = tree(serialization.asJson(copy));
        assertEquals(tree(spec), written.get("spec"));
        assertEquals(tree("[" + spec + "]"), written.get("specs"));
    }

    @Test
    void whatIsNotThereIsNotWrittenEither() {
        var policy = read("{\"spec\":{}}");
        assertNull(policy.getSpecs());
        assertFalse(tree(serialization.asJson(policy)).has("specs"));
        assertFalse(tree(serialization.asJson(policy)).has("status"));
        assertEquals(tree("{\"spec\":{}}"), policy.desired());
    }

    @Test
    void statusKeepsTheTreeOfTheVersionInForce() {
        var enforced = EnforcedSpec.of(3, read("{\"spec\":{\"ingress\":[]}}").desired());
        var policy = read("{\"spec\":{}}");
        policy.setStatus(new PolicyStatus(4L, "9", null, "1/1", 3L, enforced));
        var again = read(serialization.asJson(policy)).getStatus().enforcedSpec();
        assertEquals(enforced, again);
        assertEquals(
                tree("{\"spec\":{\"ingress\":[]}}"),
                Objects.requireNonNull(again).desired());
    }

    private CiliumNetworkPolicy read(String json) {
        return serialization.unmarshal(json, CiliumNetworkPolicy.class);
    }

    private JsonNode tree(String json) {
        return serialization.unmarshal(json, JsonNode.class);
    }
}
