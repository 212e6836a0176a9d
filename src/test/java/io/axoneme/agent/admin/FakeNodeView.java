// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import io.axoneme.abi.Abi;
import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.BitVector;
import io.axoneme.abi.Count;
import io.axoneme.abi.CounterKey;
import io.axoneme.abi.CtKey;
import io.axoneme.abi.CtTraffic;
import io.axoneme.abi.CtValue;
import io.axoneme.abi.Endpoint;
import io.axoneme.abi.IpcacheKey;
import io.axoneme.abi.IpcacheValue;
import io.axoneme.abi.Mac;
import io.axoneme.abi.PolicyHead;
import io.axoneme.abi.PolicyKey;
import io.axoneme.abi.Row;
import io.axoneme.abi.Segment;
import io.axoneme.abi.Ticket;
import io.axoneme.graph.RowKey;
import io.axoneme.kernel.Answer;
import io.axoneme.kernel.FakeKernel;
import io.axoneme.kernel.KernelMaps;
import io.axoneme.model.Cause;
import io.axoneme.model.Cidr;
import io.axoneme.model.Direction;
import io.axoneme.model.Entity;
import io.axoneme.model.IpAddress;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.PolicyRef;
import io.axoneme.model.PolicySpec;
import io.axoneme.model.PortMatch;
import io.axoneme.model.PortRule;
import io.axoneme.model.Protocol;
import io.axoneme.model.Rule;
import io.axoneme.net.EndpointRecord;
import io.axoneme.net.Sandbox;
import io.axoneme.plan.PolicyCauses;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A node with two pods: one enforced on ingress, one that the kernel does not know yet. */
final class FakeNodeView implements NodeView {
    static final int POLICY = 7;
    static final int ALIAS = 0x0100_0001;
    static final PolicyRef LOCKDOWN = new PolicyRef(PolicyKind.CILIUM_NETWORK_POLICY, "demo", "api-lockdown", "u-7");

    final FakeKernel kernel = new FakeKernel();
    NodeState state = States.healthy();
    Answer<List<String>> left = new Answer.Done<>(List.of("axo5", "axo99"));

    FakeNodeView() {
        Endpoint api =
                new Endpoint(11, 5, Abi.ENDPOINT_IPV4, ALIAS, 0x0a010005, new IpAddress(0, 0), new Mac(1), new Mac(2));
        kernel.update(AbiMaps.ENDPOINT_DEV, List.of(Map.entry(11, api)));
        kernel.flip(List.of(new KernelMaps.Flip(5, POLICY)));
        kernel.update(AbiMaps.POLICY_HEAD, List.of(Map.entry(POLICY, new PolicyHead(Abi.POLICY_ENFORCE_INGRESS))));
        kernel.update(
                AbiMaps.POLICY_PORT,
                List.of(Map.entry(
                        new PolicyKey(64, POLICY, Abi.INGRESS, 6, 3000),
                        new Row(1, 2, 0, List.of(Segment.ofBits(Abi.ACTION_ALLOW, List.of(3, 4)))))));
        kernel.update(
                AbiMaps.POLICY,
                List.of(Map.entry(
                        new PolicyKey(48 + 6, POLICY, Abi.INGRESS, 17, 1024),
                        new Row(4, 0, 0, List.of(Segment.ofVector(Abi.ACTION_DENY, 1))))));
        kernel.update(
                AbiMaps.POLICY_MORE,
                List.of(Map.entry(2, new Row(1, 0, 0, List.of(Segment.ofBits(Abi.ACTION_DENY, List.of(5)))))));
        kernel.vectors(KernelMaps.VectorMap.VECTOR, Map.of(1, BitVector.ofBits(8, 9)));
        kernel.vectors(KernelMaps.VectorMap.MEMBERSHIP, Map.of(2, BitVector.ofBits(0, 3)));
        kernel.update(AbiMaps.IDENTITY_SLOT, List.of(Map.entry(300, 2), Map.entry(1, 1)));
        kernel.update(
                AbiMaps.IPCACHE_HOST,
                List.of(
                        Map.entry(IpAddress.parse("10.1.0.5"), IpcacheValue.of(300, Abi.IPCACHE_LOCAL)),
                        Map.entry(IpAddress.parse("10.1.0.9"), IpcacheValue.of(ALIAS, 0))));
        kernel.update(
                AbiMaps.IPCACHE, List.of(Map.entry(IpcacheKey.of(Cidr.parse("10.2.0.0/24")), IpcacheValue.of(0, 0))));
        kernel.observe(AbiMaps.COUNTERS, new CounterKey(POLICY, 1, 1, Abi.INGRESS), new Count(12, 1200));
        kernel.observe(
                AbiMaps.COUNTERS, new CounterKey(POLICY, 1, Abi.SEGMENT_DEFAULT, Abi.INGRESS), new Count(3, 180));
        kernel.observe(
                AbiMaps.COUNTERS, new CounterKey(POLICY, 0, Abi.SEGMENT_DEFAULT, Abi.INGRESS), new Count(2, 120));
        observe(AbiMaps.CT_EST, 40000, 90_000_000_000L);
        observe(AbiMaps.CT_NEW, 40001, 5L);
    }

    private void observe(io.axoneme.abi.AbiMap<CtKey, CtValue> map, int port, long expiresNs) {
        kernel.observe(
                map,
                new CtKey(IpAddress.parse("10.2.0.9"), 3000, port, 5, 6, 0, 0),
                new CtValue(
                        new Ticket(POLICY, Abi.ACTION_ALLOW, 301),
                        expiresNs,
                        new CtTraffic(0, 4, 400, 0),
                        new CtTraffic(0, 3, 300, 0),
                        Abi.CT_INGRESS | Abi.CT_ESTABLISHED | Abi.CT_REPLY_SEEN,
                        Abi.CT_VERSION,
                        0));
    }

    private static EndpointRecord record(int id, String pod, String address, int ifindex) {
        return new EndpointRecord(
                new Sandbox(new Sandbox.Key("c0ffee00" + id, "eth0"), "/run/netns/x", "demo", pod, "uid-" + id),
                id,
                IpAddress.parse(address),
                null,
                "axo" + id,
                1500,
                new EndpointRecord.Link(ifindex, new Mac(1), new Mac(2)),
                0);
    }

    @Override
    public Answer<List<String>> leave() {
        return left;
    }

    @Override
    public NodeState state() {
        return state;
    }

    @Override
    public Map<Integer, Integer> aliases() {
        return Map.of(ALIAS, 300);
    }

    @Override
    public KernelMaps maps() {
        return kernel;
    }

    @Override
    public Collection<EndpointRecord> endpoints() {
        return List.of(record(9, "slow", "10.1.0.9", 19), record(5, "api", "10.1.0.5", 11));
    }

    @Override
    public SortedMap<Integer, List<String>> identities() {
        return new TreeMap<>(Map.of(
                1, List.of("reserved:host"), 300, List.of("k8s:app=api", "k8s:io.kubernetes.pod.namespace=demo")));
    }

    @Override
    public Collection<Policy> policies() {
        Rule rule = new Rule(
                Direction.INGRESS,
                Rule.Action.ALLOW,
                List.of(
                        new PeerSelector.OfEntity(Entity.HOST),
                        new PeerSelector.InCidr(Cidr.parse("10.0.0.0/8"), List.of(Cidr.parse("10.9.0.0/16")))),
                List.of(PortRule.plain(new PortMatch.Range(Protocol.TCP, 3000, 3001))),
                "spec.ingress[0]");
        return List.of(new Policy(
                LOCKDOWN, 4, List.of(new PolicySpec(LabelSelector.of(), true, true, List.of(rule), "spec")), false));
    }

    @Override
    public long revision() {
        return 42;
    }

    @Override
    public SortedMap<Integer, String> selectors() {
        return new TreeMap<>(Map.of(0, "everyone", 3, "k8s:app=frontend"));
    }

    @Override
    public Optional<PolicyCauses> causes(int policyId) {
        if (policyId != POLICY) {
            return Optional.empty();
        }
        Cause allow = new Cause(LOCKDOWN, "spec.ingress[0]", Cause.Part.ALLOW);
        Cause deny = new Cause(LOCKDOWN, "spec.ingressDeny[0]", Cause.Part.DENY);
        Cause standard = new Cause(LOCKDOWN, "spec", Cause.Part.DEFAULT_DENY);
        return Optional.of(new PolicyCauses(
                POLICY,
                Map.of(Direction.INGRESS, List.of(standard)),
                new TreeMap<>(Map.of(1, RowKey.of(Protocol.TCP, 3000))),
                new TreeMap<>(Map.of(
                        1,
                        List.of(
                                new TreeMap<>(Map.of(3, List.of(allow), 4, List.of(allow))),
                                new TreeMap<>(Map.of(5, List.of(deny))))))));
    }
}
