// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent;

import io.axoneme.abi.BackendValue;
import io.axoneme.abi.ServiceKey;
import io.axoneme.agent.engine.NodeEngine;
import io.axoneme.agent.hostport.HostPorts;
import io.axoneme.agent.report.PodEvents;
import io.axoneme.agent.source.Sources;
import io.axoneme.kernel.Answer;
import io.axoneme.kernel.HostPortRule;
import io.axoneme.kube.pod.PodRecord;
import io.axoneme.model.IpAddress;
import io.axoneme.net.EndpointRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/** Ports of this node, kept as its endpoints' pods ask for them. Owned by the engine's thread. */
final class NodeHostPorts implements HostPorts.Doors {

    private static final Logger LOG = Logger.getLogger(NodeHostPorts.class);

    /** Of what is published at the sockets; no service is called so. */
    private static final String OWNER = "host ports";

    private final NodeEngine engine;
    private final Sources sources;
    private final PodEvents events;
    private final HostPorts ports = new HostPorts(this);
    /** By endpoint id, in the order in which they came. */
    private final Map<Integer, EndpointRecord> endpoints = new LinkedHashMap<>();

    private boolean begun;

    NodeHostPorts(NodeEngine engine, Sources sources, PodEvents events) {
        this.engine = engine;
        this.sources = sources;
        this.events = events;
    }

    /** An endpoint is there; answers as {@link #serve()}. */
    String put(EndpointRecord endpoint) {
        endpoints.put(endpoint.endpointId(), endpoint);
        return serve();
    }

    void remove(EndpointRecord endpoint) {
        endpoints.remove(endpoint.endpointId());
        serve();
    }

    /** All endpoints of an earlier run are there: what it served beside theirs goes. Before that nothing is changed. */
    void begin() {
        begun = true;
        serve();
    }

    /**
     * To be called after each change of pods of this node and of its addresses.
     *
     * @return why not everything is in force; empty when it is
     */
    String serve() {
        if (!begun) {
            return "";
        }
        var pods = new ArrayList<Map.Entry<PodRecord, List<IpAddress>>>();
        for (var endpoint : endpoints.values()) {
            sources.pods()
                    .pod(endpoint.namespace(), endpoint.pod())
                    .filter(pod -> !pod.hostPorts().isEmpty())
                    .ifPresent(pod -> pods.add(Map.entry(pod, endpoint.addresses())));
        }
        var own = sources.nodes().own();
        var trouble = ports.serve(pods, own == null ? List.of() : own.addresses());
        if (!trouble.isEmpty()) {
            LOG.errorf("host ports: %s", trouble);
        }
        return trouble;
    }

    /** What is asked for and not served: {@code namespace/name (8080/TCP: why)}. */
    List<String> refusals() {
        return ports.refusals();
    }

    @Override
    public Answer<Boolean> packets(Set<HostPortRule> rules) {
        return engine.ports().setHostPorts(rules);
    }

    @Override
    public void forgetDatagrams(IpAddress address, int port) {
        var answer = engine.ports().forgetDatagrams(address, port);
        if (!answer.isDone()) {
            LOG.warnf(
                    "datagrams to %s port %d that were on their way before go on as they did: %s",
                    address, port, answer.trouble());
        }
    }

    @Override
    public void sockets(Map<ServiceKey, List<BackendValue>> frontends) {
        sources.frontends().publish(OWNER, frontends);
    }

    @Override
    public void refused(PodRecord pod, String sentences) {
        events.hostPortsRefused(pod, sentences);
    }
}
