// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent;

import io.axoneme.abi.DatapathConfig;
import io.axoneme.agent.engine.NodeEngine;
import io.axoneme.agent.engine.NodePorts;
import io.axoneme.agent.report.EndpointWriter;
import io.axoneme.agent.report.Flows;
import io.axoneme.agent.report.LoaderState;
import io.axoneme.agent.report.NodeReporter;
import io.axoneme.agent.report.PodEvents;
import io.axoneme.agent.report.StatusWriter;
import io.axoneme.agent.source.OwnDaemonSet;
import io.axoneme.agent.source.Sources;
import io.axoneme.graph.GraphConfig;
import io.axoneme.kernel.Answer;
import io.axoneme.kernel.Attachment;
import io.axoneme.kernel.Hello;
import io.axoneme.kernel.LoaderClient;
import io.axoneme.kernel.LoaderLink;
import io.axoneme.kernel.LoaderNode;
import io.axoneme.kube.identity.ApiIdentityStore;
import io.axoneme.kube.identity.IdentityAllocator;
import io.axoneme.kube.identity.IdentityRange;
import io.axoneme.kube.stream.ApiServer;
import io.axoneme.model.Cidr;
import io.axoneme.model.CidrMatchMode;
import io.axoneme.model.FailsafePort;
import io.axoneme.model.L7OverL4;
import io.axoneme.model.Label;
import io.axoneme.model.LabelFilter;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.Requirement;
import io.axoneme.model.ReservedIdentity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The parts of one node's agent, put together. */
final class NodeAgent implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(NodeAgent.class);

    /** Drops and verdicts an endpoint may report per second. */
    private static final int EVENT_RATE = 10_000;

    /** New connections an endpoint may have per second. */
    private static final int CT_NEW_RATE = 20_000;

    /** At level medium one trace per flow and direction in this time. */
    private static final int TRACE_INTERVAL_MS = 5_000;

    private final AgentConfig config;
    private final LoaderClient client;
    private final NodeEngine engine;
    private final Sources sources;
    private final NodeHostPorts hostPorts;
    private final Endpoints endpoints;
    private final EndpointWriter objects;
    private final StatusWriter status;
    private final Flows flows;
    private final LoaderLink link;
    private final Uplink uplink;
    private final NodeGate gate;
    private final ApiServer server;
    private final OwnDaemonSet daemonSet;
    private final CompletableFuture<Void> complete = new CompletableFuture<>();

    NodeAgent(AgentConfig config, KubernetesClient kubernetes, String version) throws IOException {
        this.config = config;
        uplink = Uplink.find(config.devices(), Path.of("/proc"), Path.of("/sys/class/net"));
        LOG.infof("uplinks %s, MTU %d", uplink.devices(), mtu());
        client = LoaderClient.agent(config.loaderSocket(), version);
        engine = new NodeEngine(
                setup(),
                client,
                LoaderClient.agent(config.loaderSocket(), version),
                loader -> LoaderState.of(loader.status()).map(LoaderState::vectorBits));
        var labels = LabelFilter.parse(config.labels().orElse(""));
        server = ApiServer.of(kubernetes.getConfiguration());
        daemonSet = new OwnDaemonSet(server, config.daemonSet());
        sources = new Sources(
                engine,
                server,
                config.node(),
                config.clusterName(),
                labels,
                dnsServers(),
                config.invalidPolicy(),
                this::nodesChanged,
                () -> complete.complete(null));
        objects = new EndpointWriter(kubernetes, config.node());
        var events = new PodEvents(
                kubernetes, config.node(), Clock.systemUTC(), Thread.ofVirtual().name("events")::start);
        hostPorts = new NodeHostPorts(engine, sources, events);
        endpoints = new Endpoints(engine, sources, objects, config.clusterName(), cidrMatch(), hostPorts);
        sources.pods().listen(endpoints::identified);
        sources.pods().listenToOwn(hostPorts::serve);
        status = new StatusWriter(
                kubernetes, config.node(), () -> sources.nodes().count());
        engine.listen(endpoints);
        engine.listen(new NodeReporter(sources, status, version, endpoints::count, this::unmanaged));
        flows = Flows.start(
                config.node(),
                version,
                sources.directory(),
                engine.causes(),
                engine.aliases(),
                config.runFolder().resolve("hubble.sock"));
        link = new LoaderLink(client, flows.sink(), new LinkListener());
        var range = IdentityRange.parse(config.identityRange());
        var allocator = new IdentityAllocator(new ApiIdentityStore(kubernetes), range);
        gate = new NodeGate(engine, sources, endpoints, allocator, mtu());
    }

    NodeEngine engine() {
        return engine;
    }

    Sources sources() {
        return sources;
    }

    NodeGate gate() {
        return gate;
    }

    Endpoints endpoints() {
        return endpoints;
    }

    /** Connects to the loader and waits until its maps were read; then the sources start. */
    void start() {
        link.start();
        engine.begun().join();
        sources.start();
        daemonSet.start();
    }

    /** The API server, which is shared by everything that lists and watches. */
    ApiServer server() {
        return server;
    }

    /** Done when every source was handed in whole. */
    CompletableFuture<Void> complete() {
        return complete;
    }

    /** From now on everything is enforced; returns when it is. */
    void open() {
        var trouble = engine.open().join();
        if (!trouble.isEmpty()) {
            LOG.errorf("the first flush did not get through: %s", trouble);
        }
        objects.startRepair();
    }

    /**
     * Takes everything off this node that the loader put there; the agent enforces nothing any more, and does not begin again.
     *
     * @return devices of running pods, which are left
     */
    Answer<List<String>> leave() {
        engine.leave();
        link.close();
        try (var tool = LoaderClient.tool(config.loaderSocket(), "uninstall")) {
            return tool.connect().then(hello -> new LoaderNode(tool).uninstall());
        }
    }

    private int mtu() {
        return config.mtu() > 0 ? config.mtu() : uplink.mtu();
    }

    private NodeEngine.Setup setup() {
        var world = ReservedIdentity.WORLD.number();
        int interval = config.aggregation().equals("none") ? 0 : TRACE_INTERVAL_MS;
        var attachments = new ArrayList<Attachment>();
        uplink.devices().forEach(device -> attachments.add(Attachment.uplink(device)));
        attachments.add(Attachment.cgroup(config.cgroupRoot()));
        return new NodeEngine.Setup(
                new GraphConfig(
                        config.clusterName(),
                        config.policyMode(),
                        dnsServers(),
                        false,
                        L7OverL4.RESTRICT,
                        FailsafePort.DEFAULT,
                        cidrMatch()),
                new DatapathConfig(world, world, interval, EVENT_RATE, CT_NEW_RATE),
                attachments,
                config.stateFolder().resolve("causes"));
    }

    private CidrMatchMode cidrMatch() {
        try {
            return CidrMatchMode.parse(config.policyCidrMatchMode().orElse(""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("policy-cidr-match-mode: " + e.getMessage(), e);
        }
    }

    private LabelSelector dnsServers() {
        var requirements = Stream.of(config.dnsPods().split(",", -1))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(Label::parse)
                .map(label -> Requirement.equalTo(Label.K8S, label.key(), label.value()))
                .toArray(Requirement[]::new);
        return LabelSelector.of(requirements);
    }

    /** Routes to other nodes' pods, and what is not masqueraded. On the engine's thread. */
    private void nodesChanged() {
        tell("routes", engine.ports().setRoutes(sources.nodes().routes()));
        hostPorts.serve();
        var own = sources.nodes().own();
        if (!config.masquerade() || own == null || own.podRanges().isEmpty()) {
            return;
        }
        Set<Cidr> exempt = new HashSet<>(sources.nodes().inside());
        exempt.addAll(cidrs(config.clusterPool().orElse("")));
        exempt.addAll(cidrs(config.nativeRouting().orElse("")));
        var range = own.podRanges().getFirst();
        exempt.removeIf(c -> c.isV4() != range.isV4());
        tell("masquerade", engine.ports().setMasquerade(new NodePorts.Masquerade(range, exempt)));
    }

    private static List<Cidr> cidrs(String text) {
        return Stream.of(text.strip().split("\\s+", -1))
                .filter(word -> !word.isEmpty())
                .map(Cidr::parse)
                .toList();
    }

    private static void tell(String what, Answer<Boolean> answer) {
        if (!answer.isDone()) {
            LOG.warnf("%s: %s", what, answer.trouble());
        }
    }

    /** Pods of this node on the pod network that are no endpoints of ours. On the engine's thread. */
    private int unmanaged() {
        return unmanagedPods().size();
    }

    /** Their names. On the engine's thread. */
    List<String> unmanagedPods() {
        return sources.pods().ofNode().stream()
                .filter(p -> !p.addresses().isEmpty())
                .filter(p -> !endpoints.manages(p))
                .map(Object::toString)
                .sorted()
                .toList();
    }

    NodeHostPorts hostPorts() {
        return hostPorts;
    }

    /** The node in words. On the engine's thread. */
    String describe() {
        var own = sources.nodes().own();
        return config.node()
                + (own == null ? ", unknown to the API server" : " " + own.addresses() + " pods " + own.podRanges())
                + ", uplinks " + uplink.devices() + ", MTU " + mtu();
    }

    Flows flows() {
        return flows;
    }

    String node() {
        return config.node();
    }

    Path stateFolder() {
        return config.stateFolder();
    }

    /** What is missing until everything desired is in force for the first time; empty from then on. On the engine's thread. */
    String waitingFor() {
        if (!engine.hasBegun()) {
            return "the loader at " + config.loaderSocket();
        }
        if (!sources.missing().isEmpty()) {
            return "the first list of "
                    + sources.missing().stream()
                            .map(Sources.Kind::text)
                            .sorted()
                            .collect(Collectors.joining(", "));
        }
        return engine.hasFlushed() ? "" : "the first flush";
    }

    private final class LinkListener implements LoaderLink.Listener {
        @Override
        public void connected(Hello loader) {
            var answer = engine.connected();
            if (!answer.isDone()) {
                LOG.errorf("loader: the datapath is not what it should be: %s", answer.trouble());
            }
        }

        @Override
        public void disconnected(String reason) {
            engine.execute(() -> engine.sync().diverged(reason));
        }
    }

    /** Whether this stop is the end of the installation and not of one pod. */
    boolean uninstalled() {
        try {
            return daemonSet.deleted();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        daemonSet.close();
        sources.close();
        link.close();
        flows.close();
        status.close();
        objects.close();
        engine.close();
    }
}
