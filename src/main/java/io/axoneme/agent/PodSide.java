// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent;

import io.axoneme.agent.admin.AdminVerbs;
import io.axoneme.agent.pod.NodePodNetwork;
import io.axoneme.agent.pod.PodDevices;
import io.axoneme.kernel.Answer;
import io.axoneme.net.AdminServer;
import io.axoneme.net.CniServer;
import io.axoneme.net.EndpointStore;
import io.axoneme.net.RemovalSpool;
import io.axoneme.telemetry.NodeMeters;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What the container runtime talks to: the CNI server, the pods it made, and the sweep of those it forgot. */
final class PodSide implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(PodSide.class);
    private static final long SWEEP_MINUTES = 5;

    /** Prometheus asks twice as seldom, as a rule; a reading goes through whole maps. */
    private static final long READING_SECONDS = 30;

    private final AgentConfig config;
    private final NodeAgent agent;
    private final NodePodNetwork network;
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("sweep").daemon().factory());
    private final AgentView view;
    private @Nullable CniServer server;
    private @Nullable AdminServer admin;

    PodSide(AgentConfig config, NodeAgent agent, String version) throws IOException {
        this.config = config;
        this.agent = agent;
        network = new NodePodNetwork(
                EndpointStore.open(config.stateFolder().resolve("endpoints")),
                agent.gate(),
                PodDevices.of(agent.engine().loader()),
                new RemovalSpool(config.stateFolder().resolve("cni-spool")));
        view = new AgentView(version, agent, network, this::leave);
    }

    /** Endpoints of an earlier run, before anything is flushed. */
    void restore() {
        var records = network.restore();
        agent.engine()
                .ask(() -> {
                    records.forEach(agent.endpoints()::restore);
                    agent.hostPorts().begin();
                    return true;
                })
                .join();
        LOG.infof("%d endpoints of an earlier run restored", records.size());
    }

    /** From now on the command line is answered and metrics are read, also about why nothing is served yet. */
    void answer(NodeMeters meters) throws IOException {
        admin = AdminServer.start(config.runFolder().resolve("agent.sock"), new AdminVerbs(view));
        var _ = sweeper.scheduleWithFixedDelay(() -> read(meters), 0, READING_SECONDS, TimeUnit.SECONDS);
    }

    private void read(NodeMeters meters) {
        try {
            meters.read(view.reading());
        } catch (RuntimeException e) {
            LOG.error("metrics: not read", e);
        }
    }

    /** From now on pods can be made; once that is so, the kubelet is told. */
    void serve() throws IOException {
        int uid = (int) Files.getAttribute(config.runFolder(), "unix:uid");
        server = CniServer.start(config.runFolder().resolve("cni.sock"), network, uid);
        var answer =
                agent.engine().ask(() -> agent.engine().ports().configure()).join();
        if (!answer.isDone()) {
            LOG.errorf("CNI configuration: %s", answer.trouble());
        }
        var _ = sweeper.scheduleWithFixedDelay(this::sweep, 1, SWEEP_MINUTES * 60, TimeUnit.SECONDS);
    }

    /** No request is served any more, so that the plugin keeps removals for whoever comes next; then the datapath goes. */
    Answer<List<String>> leave() {
        sweeper.shutdownNow();
        try {
            if (server != null) {
                server.close();
            }
        } catch (IOException e) {
            LOG.warnf("CNI socket: %s", e);
        }
        return agent.leave();
    }

    private void sweep() {
        try {
            // By name as well as by uid: the runtime knows a static pod by another uid than the API server.
            var known = agent.engine()
                    .ask(() -> {
                        var names = new HashSet<String>();
                        agent.sources().pods().ofNode().forEach(p -> {
                            names.add(p.uid());
                            names.add(p.toString());
                        });
                        return names;
                    })
                    .join();
            network.sweep(
                    record -> known.contains(record.uid()) || known.contains(record.namespace() + "/" + record.pod()));
        } catch (RuntimeException e) {
            LOG.error("sweep: failed", e);
        }
    }

    /** With the installation the datapath goes too; an agent that is only replaced leaves it in force. */
    private void leaveIfUninstalled() {
        if (!agent.uninstalled()) {
            return;
        }
        switch (leave()) {
            case Answer.Done<List<String>>(var left) ->
                LOG.infof("the DaemonSet is gone, and the datapath with it; left of running pods: %s", left);
            case Answer.Refused<List<String>> refused -> LOG.errorf("uninstall: %s", refused.trouble());
            case Answer.Unreachable<List<String>>(var reason) -> LOG.errorf("uninstall: %s", reason);
        }
    }

    @Override
    public void close() throws IOException {
        leaveIfUninstalled();
        sweeper.shutdownNow();
        if (server != null) {
            server.close();
        }
        if (admin != null) {
            admin.close();
        }
    }
}
