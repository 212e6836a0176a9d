// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import static java.net.HttpURLConnection.HTTP_CONFLICT;
import static java.net.HttpURLConnection.HTTP_FORBIDDEN;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;
import static java.net.HttpURLConnection.HTTP_OK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.axoneme.kube.crd.CiliumNetworkPolicy;
import io.axoneme.kube.crd.PolicyStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a server that answers as it is told. */
@EnableKubernetesMockClient
@SuppressWarnings("NullAway.Init") // set by the extension
class ApiStatusWriterTest {

    private static final PolicyStatus STATUS = new PolicyStatus(1L, "7", List.of(), "1/1", 1L, null);

    KubernetesMockServer server;
    KubernetesClient client;

    @ParameterizedTest
    @CsvSource({HTTP_OK + ", true", HTTP_CONFLICT + ", false", HTTP_NOT_FOUND + ", false"})
    void anObjectThatChangedOrWentIsNoTrouble(int answer, boolean written) {
        answering(answer);
        assertEquals(written, new ApiStatusWriter(client).write(policy(), STATUS));
    }

    @Test
    void aRefusalIs() {
        answering(HTTP_FORBIDDEN);
        var writer = new ApiStatusWriter(client);
        var policy = policy();
        var refused = assertThrows(KubernetesClientException.class, () -> writer.write(policy, STATUS));
        assertEquals(HTTP_FORBIDDEN, refused.getCode());
    }

    private void answering(int code) {
        server.expect()
                .put()
                .withPath("/apis/cilium.io/v2/namespaces/demo/ciliumnetworkpolicies/p/status")
                .andReturn(
                        code,
                        code == HTTP_OK
                                ? policy()
                                : new StatusBuilder().withCode(code).build())
                .always();
    }

    private static CiliumNetworkPolicy policy() {
        var policy = new CiliumNetworkPolicy();
        policy.setMetadata(new ObjectMetaBuilder()
                .withName("p")
                .withNamespace("demo")
                .withResourceVersion("7")
                .build());
        return policy;
    }
}
