// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.pod;

import io.axoneme.abi.Mac;
import io.axoneme.kernel.Answer;
import io.axoneme.kernel.Veth;
import io.axoneme.kernel.VethRequest;
import io.axoneme.kernel.VethState;
import io.axoneme.model.Cidr;
import io.axoneme.net.CniException;
import io.axoneme.net.CniFailure;
import io.axoneme.net.EndpointRecord;
import io.axoneme.net.EndpointStore;
import io.axoneme.net.RemovalSpool;
import io.axoneme.net.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rest of a node: its devices and its gate. Remembers what was done, in order; fails as told. */
final class NodeDouble implements PodDevices, EndpointGate {
    final List<String> steps = new ArrayList<>();
    final Map<String, Integer> devices = new TreeMap<>();
    final Set<String> attached = new HashSet<>();
    String notReady = "";

    @Nullable
    Cidr podCidr = Cidr.parse("10.1.0.0/24");

    String failing = "";
    boolean loaderAway;
    Runnable whileMaking = () -> {};
    private int lastIfindex = 10;

    /** The network of this node's pods, as a process finds it in its state folder. */
    NodePodNetwork network(Path state) throws IOException {
        return new NodePodNetwork(EndpointStore.open(state), this, this, new RemovalSpool(state.resolve("cni-spool")));
    }

    /** What a runtime says of a pod {@code demo/pod-CONTAINER}. */
    static Sandbox sandbox(String container) {
        return new Sandbox(
                new Sandbox.Key(container, "eth0"),
                "/run/netns/" + container,
                "demo",
                "pod-" + container,
                "uid-" + container);
    }

    private <T> Answer<T> answer(String step, T value) {
        if (loaderAway) {
            return new Answer.Unreachable<>("not connected");
        }
        steps.add(step);
        return step.startsWith(failing) && !failing.isEmpty()
                ? new Answer.Refused<>(22, -1, step + " failed", "")
                : new Answer.Done<>(value);
    }

    @Override
    public synchronized Answer<Veth> add(VethRequest request) {
        whileMaking.run();
        int ifindex = devices.getOrDefault(request.nodeDevice(), lastIfindex + 1);
        return answer("veth", new Veth(ifindex, new Mac(ifindex), new Mac(ifindex + 100L)))
                .map(veth -> {
                    lastIfindex = Math.max(lastIfindex, ifindex);
                    devices.put(request.nodeDevice(), ifindex);
                    return veth;
                });
    }

    @Override
    public synchronized Answer<Integer> attach(String device) {
        return answer("attach", 0).map(zero -> {
            attached.add(device);
            return zero;
        });
    }

    @Override
    public synchronized Answer<Boolean> delete(String device) {
        return answer("delete", true).map(done -> {
            devices.remove(device);
            return done;
        });
    }

    @Override
    public synchronized Answer<List<VethState>> list() {
        return answer(
                "list",
                devices.entrySet().stream()
                        .map(d -> new VethState(d.getKey(), d.getValue(), attached.contains(d.getKey())))
                        .toList());
    }

    @Override
    public String notReady() {
        return notReady;
    }

    @Override
    public @Nullable Cidr podCidr() {
        return podCidr;
    }

    @Override
    public int mtu() {
        return 1450;
    }

    @Override
    public synchronized int identityOf(String namespace, String pod, String uid) throws CniException {
        step("identity");
        return 300;
    }

    @Override
    public synchronized void admit(EndpointRecord record, int identity) throws CniException {
        step("admit");
    }

    @Override
    public synchronized void dismiss(EndpointRecord record) {
        steps.add("dismiss");
    }

    private void step(String step) throws CniException {
        steps.add(step);
        if (step.equals(failing)) {
            throw new CniException(CniFailure.Code.TRY_AGAIN, "try again later", step + " failed");
        }
    }

    List<String> takeSteps() {
        List<String> taken = List.copyOf(steps);
        steps.clear();
        return taken;
    }
}
