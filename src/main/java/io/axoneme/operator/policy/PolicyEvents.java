// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.policy;

import static java.net.HttpURLConnection.HTTP_CONFLICT;
import static java.net.HttpURLConnection.HTTP_FORBIDDEN;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Events on policies. An event's name follows from what it says of which generation, so that saying it again makes no second one.
 * Thread-safe.
 */
public final class PolicyEvents {

    private static final Logger LOG = Logger.getLogger(PolicyEvents.class);

    /** Component that events and logs name. */
    static final String COMPONENT = "axoneme-operator";

    /** The API server refuses longer ones. Source: Kubernetes API reference, Event v1, field note. */
    private static final int LONGEST_MESSAGE = 1024;

    /** Where events of cluster-wide objects go. */
    private static final String DEFAULT_NAMESPACE = "default";

    private final KubernetesClient client;
    private final Clock clock;

    public PolicyEvents(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /**
     * Warns that a policy cannot be enforced as written.
     *
     * @throws KubernetesClientException when the API server does not answer
     */
    public void invalid(HasMetadata policy, String message) {
        var event = event(policy, "Invalid", message);
        try {
            client.v1().events().resource(event).create();
        } catch (KubernetesClientException e) {
            switch (e.getCode()) {
                case HTTP_CONFLICT ->
                    LOG.debugf("%s: said before", event.getMetadata().getName());
                // A namespace that is going takes no new objects, and nobody is left to read the event.
                case HTTP_FORBIDDEN, HTTP_NOT_FOUND -> LOG.warnf("%s: no event: %s", subject(policy), e.getMessage());
                default -> throw e;
            }
        }
    }

    private Event event(HasMetadata policy, String reason, String message) {
        var metadata = policy.getMetadata();
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        var text = message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE - 1) + "…" : message;
        return new EventBuilder()
                .withNewMetadata()
                .withName(name(policy, reason, message))
                .withNamespace(namespace(policy))
                .endMetadata()
                .withInvolvedObject(new ObjectReferenceBuilder()
                        .withApiVersion(policy.getApiVersion())
                        .withKind(policy.getKind())
                        .withNamespace(metadata.getNamespace())
                        .withName(metadata.getName())
                        .withUid(metadata.getUid())
                        .withResourceVersion(metadata.getResourceVersion())
                        .build())
                .withType("Warning")
                .withReason(reason)
                .withMessage(text)
                .withCount(1)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withNewSource(COMPONENT, null)
                .withReportingComponent(COMPONENT)
                .build();
    }

    private static String name(HasMetadata policy, String reason, String message) {
        var metadata = policy.getMetadata();
        var content = policy.getKind() + metadata.getUid() + metadata.getGeneration() + reason + message;
        var hash =
                UUID.nameUUIDFromBytes(content.getBytes(StandardCharsets.UTF_8)).toString();
        return metadata.getName() + "." + hash.replace("-", "").substring(0, 16);
    }

    private static String namespace(HasMetadata policy) {
        return Objects.requireNonNullElse(policy.getMetadata().getNamespace(), DEFAULT_NAMESPACE);
    }

    private static String subject(HasMetadata policy) {
        var metadata = policy.getMetadata();
        return policy.getKind() + " " + (metadata.getNamespace() == null ? "" : metadata.getNamespace() + "/")
                + metadata.getName();
    }
}
