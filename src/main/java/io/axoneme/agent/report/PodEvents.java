// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.report;

import static java.net.HttpURLConnection.HTTP_CONFLICT;

import io.axoneme.kube.pod.PodRecord;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/** Events about pods of this node: each is said once a pod, whoever asks how often. */
public final class PodEvents {

    private static final Logger LOG = Logger.getLogger(PodEvents.class);
    private static final String COMPONENT = "axoneme-agent";
    private static final String HOST_PORT = "HostPortNotServed";

    private final KubernetesClient client;
    private final String node;
    private final Clock clock;
    private final Executor thread;

    /** @param thread on which the API server is spoken to, so that nobody else waits for it */
    public PodEvents(KubernetesClient client, String node, Clock clock, Executor thread) {
        this.client = client;
        this.node = node;
        this.clock = clock;
        this.thread = thread;
    }

    /** Warns of ports of the node that the pod asks for and does not get. */
    public void hostPortsRefused(PodRecord pod, String sentences) {
        thread.execute(() -> say(pod, sentences));
    }

    private void say(PodRecord pod, String sentences) {
        try {
            client.v1().events().resource(hostPortEvent(pod, sentences)).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HTTP_CONFLICT) { // it was said before
                LOG.warnf("%s; no event: %s", sentences, e.getMessage());
            }
        }
    }

    private Event hostPortEvent(PodRecord pod, String sentences) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        return new EventBuilder()
                .withNewMetadata()
                .withName(pod.name() + ".hostport." + pod.uid())
                .withNamespace(pod.namespace())
                .endMetadata()
                .withInvolvedObject(new ObjectReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("Pod")
                        .withNamespace(pod.namespace())
                        .withName(pod.name())
                        .withUid(pod.uid())
                        .build())
                .withType("Warning")
                .withReason(HOST_PORT)
                .withMessage(sentences)
                .withCount(1)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withNewSource(COMPONENT, node)
                .withReportingComponent(COMPONENT)
                .withReportingInstance(node)
                .build();
    }
}
