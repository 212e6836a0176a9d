// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Changes policies a thousand times a minute, and makes and deletes a hundred pods a minute beside it; more slowly where the cluster is slower. By a client of
 * its own: kubectl needs a process, and several requests where one does.
 */
final class Churn implements AutoCloseable {

    static final int POLICIES = 25;
    static final int PODS = 5;
    /** So many policies are written at a time. */
    private static final int WRITERS = 5;

    private static final Duration POLICIES_EACH = Duration.ofMillis(1_500);
    private static final Duration PODS_EACH = Duration.ofSeconds(3);

    private final String namespace;
    private final KubernetesClient client;
    private final AtomicInteger policyChanges = new AtomicInteger();
    private final AtomicInteger podRounds = new AtomicInteger();

    Churn(String namespace) {
        this.namespace = namespace;
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(new File(Cluster.kubeconfig())))
                .build();
    }

    /** Goes on for so long; anything that the API server refuses is a failure. */
    void run(Duration time) throws InterruptedException {
        try (var threads = Executors.newScheduledThreadPool(WRITERS + 2)) {
            var running = new ArrayList<Future<?>>();
            running.add(each(threads, PODS_EACH, this::replacePods));
            for (int i = 0; i < WRITERS; i++) {
                int first = i;
                running.add(each(threads, POLICIES_EACH, () -> changePolicies(first, WRITERS)));
            }
            var _ = threads.schedule(
                    () -> running.forEach(r -> r.cancel(false)), time.toMillis(), TimeUnit.MILLISECONDS);
            for (var one : running) {
                awaitCancelled(one);
            }
        }
    }

    private static Future<?> each(ScheduledExecutorService threads, Duration pace, Runnable task) {
        return threads.scheduleAtFixedRate(task, 0, pace.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void awaitCancelled(Future<?> running) throws InterruptedException {
        try {
            running.get();
        } catch (ExecutionException e) {
            throw new AssertionError("the churn ended before its time", e.getCause());
        } catch (CancellationException e) {
            assertTrue(running.isCancelled());
        }
    }

    /** How many policies were made or changed. */
    int policyChanges() {
        return policyChanges.get();
    }

    /** How many pods were made; all but the last few are deleted. */
    int pods() {
        return podRounds.get() * PODS;
    }

    /** Each policy once more, by other rows. */
    void changePolicies() {
        changePolicies(0, 1);
    }

    private void changePolicies(int first, int step) {
        for (int i = first; i < POLICIES; i += step) {
            put(policy(i, 1000 + policyChanges.incrementAndGet() % 20_000));
        }
    }

    /** New ones, and those of the round before away. */
    void replacePods() {
        int round = podRounds.incrementAndGet();
        for (int i = 0; i < PODS; i++) {
            put(pod(round, i));
            client.pods()
                    .inNamespace(namespace)
                    .withName(podName(round - 1, i))
                    .withGracePeriod(0)
                    .delete();
        }
    }

    private void put(HasMetadata object) {
        client.resource(object).forceConflicts().serverSideApply();
    }

    private static String podName(int round, int number) {
        return "churn-" + round + "-" + number;
    }

    /** On everything in the namespace, allowing what the traffic does not need. */
    private GenericKubernetesResource policy(int number, int port) {
        return Serialization.unmarshal("""
                apiVersion: cilium.io/v2
                kind: CiliumNetworkPolicy
                metadata: {name: churn-%1$d, namespace: %2$s, labels: {churn: ""}}
                spec:
                  endpointSelector: {}
                  ingress:
                  - fromEndpoints: [{matchLabels: {app: churn-%1$d}}]
                    toPorts: [{ports: [{port: "%3$d", protocol: TCP}]}]
                """.formatted(number, namespace, port), GenericKubernetesResource.class);
    }

    private Pod pod(int round, int number) {
        return Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %1$s, namespace: %2$s, labels: {churn: "", app: churn-%3$d}}
                spec: {terminationGracePeriodSeconds: 0, containers: [{name: web, image: nginx}]}
                """.formatted(podName(round, number), namespace, number), Pod.class);
    }

    @Override
    public void close() {
        client.close();
    }
}
