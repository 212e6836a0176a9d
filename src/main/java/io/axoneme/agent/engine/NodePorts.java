// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import io.axoneme.kernel.Answer;
import io.axoneme.kernel.Attachment;
import io.axoneme.kernel.HostPortRule;
import io.axoneme.kernel.LoaderNode;
import io.axoneme.kernel.NodeRoute;
import io.axoneme.model.Cidr;
import io.axoneme.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the node should have besides maps: programs at devices, routes, packet translation, the CNI configuration. Remembered, so that it can be put
 * back when the loader is a new one. Owned by the engine's thread.
 */
public final class NodePorts {

    /** What leaves from the pod range to none of the exempt prefixes is masqueraded. */
    public record Masquerade(Cidr podRange, Set<Cidr> exempt) {}

    private final LoaderNode loader;
    private final List<Attachment> attachments;
    private final Set<String> workloads = new TreeSet<>();
    private @Nullable Masquerade masquerade;
    private @Nullable Set<HostPortRule> hostPorts;
    private @Nullable List<NodeRoute> routes;
    private boolean configured;

    /** @param attachments uplinks and the cgroup */
    NodePorts(LoaderNode loader, List<Attachment> attachments) {
        this.loader = loader;
        this.attachments = List.copyOf(attachments);
    }

    /** The programs at everything that should have them, which also swaps older ones out. */
    Answer<Integer> attachAll() {
        Answer<Integer> answer = new Answer.Done<>(0);
        var all = new ArrayList<>(attachments);
        workloads.forEach(device -> all.add(Attachment.workload(device)));
        for (var attachment : all) {
            answer = answer.then(n -> loader.attach(attachment));
        }
        return answer;
    }

    /** Everything again, for a loader that is new. */
    Answer<Boolean> restore() {
        return attachAll()
                .then(n -> translate())
                .then(done -> routes == null ? new Answer.Done<>(true) : setRoutes(routes))
                .then(done -> configured ? configure() : new Answer.Done<>(true));
    }

    /** A pod's device that has the programs, or is to have them. */
    public void workload(String device) {
        workloads.add(device);
    }

    public void workloadGone(String device) {
        workloads.remove(device);
    }

    public Answer<Boolean> setMasquerade(Masquerade wanted) {
        masquerade = wanted;
        return translate();
    }

    /** Ports of the node that lead to pods, all of them; before the first call nothing is translated anew. */
    public Answer<Boolean> setHostPorts(Set<HostPortRule> wanted) {
        hostPorts = Set.copyOf(wanted);
        return translate();
    }

    /** Flows of datagrams to this port that began before it led to where it does now. */
    public Answer<Boolean> forgetDatagrams(IpAddress address, int port) {
        return loader.forgetDatagrams(address, port);
    }

    /** Both are one table: until all of it is known, what an earlier run loaded stays. */
    private Answer<Boolean> translate() {
        if (hostPorts == null) {
            return new Answer.Done<>(true);
        }
        var range = masquerade == null ? null : masquerade.podRange();
        return loader.translate(
                range != null && range.isV4() ? range : null,
                range == null || range.isV4() ? null : range,
                masquerade == null ? Set.of() : masquerade.exempt(),
                hostPorts);
    }

    public Answer<Boolean> setRoutes(List<NodeRoute> wanted) {
        routes = List.copyOf(wanted);
        return loader.setRoutes(wanted);
    }

    /** From now on the kubelet finds the node's network ready. */
    public Answer<Boolean> configure() {
        configured = true;
        return loader.setCniConfiguration(true);
    }
}
