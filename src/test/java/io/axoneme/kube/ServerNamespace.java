// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A namespace of a test class's own on the {@link ApiServerUnderTest}, where our definitions are installed. */
public final class ServerNamespace implements BeforeAllCallback, AfterAllCallback {

    private final String name;
    private final KubernetesClient client = ApiServerUnderTest.client();

    /** @param prefix what its name begins with; no other run takes the same */
    public ServerNamespace(String prefix) {
        name = ApiServerUnderTest.uniqueName(prefix);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        ApiServerUnderTest.install(client, name);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        client.namespaces().withName(name).delete();
        client.close();
    }

    public String name() {
        return name;
    }

    public KubernetesClient client() {
        return client;
    }

    /** Path of its CiliumNetworkPolicies. */
    public String policies() {
        return "/apis/cilium.io/v2/namespaces/" + name + "/ciliumnetworkpolicies";
    }
}
