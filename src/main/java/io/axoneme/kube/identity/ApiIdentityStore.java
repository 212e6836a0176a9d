// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.identity;

import static java.net.HttpURLConnection.HTTP_CONFLICT;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;

import io.axoneme.kube.crd.CiliumIdentity;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Identities of a real API server. Stateless and thread-safe. */
public final class ApiIdentityStore implements IdentityStore {

    private final KubernetesClient client;

    public ApiIdentityStore(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public List<IdentityRecord> withKey(IdentityKey key) {
        return identities().withLabel(IdentityObjects.KEY_HASH, key.hashText()).list().getItems().stream()
                .flatMap(object -> IdentityObjects.record(object).stream())
                .toList();
    }

    @Override
    public Optional<IdentityRecord> get(int number) {
        return Optional.ofNullable(named(number).get()).flatMap(IdentityObjects::record);
    }

    @Override
    public Optional<IdentityRecord> create(int number, IdentityKey key) {
        return unlessOvertaken(
                () -> identities().resource(IdentityObjects.object(number, key)).create());
    }

    @Override
    public Optional<IdentityRecord> release(IdentityRecord identity, Instant at) {
        return annotate(identity, identity.resourceVersion(), "\"" + at.truncatedTo(ChronoUnit.SECONDS) + "\"");
    }

    @Override
    public Optional<IdentityRecord> claim(IdentityRecord identity) {
        return annotate(identity, null, "null");
    }

    @Override
    public boolean delete(IdentityRecord identity) {
        try {
            client.raw("/apis/cilium.io/v2/ciliumidentities/" + identity.number(), "DELETE", preconditions(identity));
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HTTP_NOT_FOUND) {
                return true;
            }
            if (e.getCode() == HTTP_CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    /** The uid in the patch makes it a conflict when the name stands for another object by now. */
    private Optional<IdentityRecord> annotate(IdentityRecord identity, @Nullable String resourceVersion, String json) {
        var version = resourceVersion == null ? "" : ",\"resourceVersion\":\"" + resourceVersion + "\"";
        var patch = "{\"metadata\":{\"uid\":\"%s\"%s,\"annotations\":{\"%s\":%s}}}"
                .formatted(identity.uid(), version, IdentityObjects.RELEASED_AT, json);
        return unlessOvertaken(() -> named(identity.number()).patch(PatchContext.of(PatchType.JSON_MERGE), patch));
    }

    /** What the API server made of it; empty when the object is gone, is there already, or has changed. */
    private static Optional<IdentityRecord> unlessOvertaken(Supplier<CiliumIdentity> request) {
        try {
            return IdentityObjects.record(request.get());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HTTP_CONFLICT || e.getCode() == HTTP_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static DeleteOptions preconditions(IdentityRecord identity) {
        return new DeleteOptionsBuilder()
                .withKind("DeleteOptions")
                .withApiVersion("v1")
                .withNewPreconditions(identity.resourceVersion(), identity.uid())
                .build();
    }

    private Resource<CiliumIdentity> named(int number) {
        return identities().withName(Integer.toString(number));
    }

    private NonNamespaceOperation<CiliumIdentity, KubernetesResourceList<CiliumIdentity>, Resource<CiliumIdentity>>
            identities() {
        return client.resources(CiliumIdentity.class);
    }
}
