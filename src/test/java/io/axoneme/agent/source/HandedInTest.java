// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.kube.crd.CiliumNetworkPolicy;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandedInTest {

    private final HandedIn<String> handedIn = new HandedIn<>();

    @Test
    void aVersionIsNewsOnce() {
        assertTrue(handedIn.isNews("a", version("1", "7")));
        assertFalse(handedIn.isNews("a", version("1", "7")));
        assertTrue(handedIn.isNews("b", version("1", "7")), "another object");
        assertTrue(handedIn.isNews("a", version("1", "8")));
        assertTrue(handedIn.isNews("a", version("2", "8")), "one that took its place");
    }

    @Test
    void anAbsenceIsAlwaysNewsAndSoIsWhatComesAfterIt() {
        assertTrue(handedIn.isNews("a", Optional.empty()));
        assertTrue(handedIn.isNews("a", version("1", "7")));
        assertTrue(handedIn.isNews("a", Optional.empty()));
        assertTrue(handedIn.isNews("a", Optional.empty()));
        assertTrue(handedIn.isNews("a", version("1", "7")), "as it was before it went");
    }

    private static Optional<CiliumNetworkPolicy> version(String uid, String resourceVersion) {
        var policy = new CiliumNetworkPolicy();
        policy.setMetadata(new ObjectMetaBuilder()
                .withUid(uid)
                .withResourceVersion(resourceVersion)
                .build());
        return Optional.of(policy);
    }
}
