// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import io.axoneme.agent.report.LoaderState;
import io.axoneme.agent.report.LoaderState.MapFill;
import io.axoneme.agent.report.Losses;
import io.axoneme.agent.source.Policies;
import io.axoneme.model.Cidr;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.Problem;
import io.axoneme.net.EndpointStore.RangeUse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** States of a node, each with one thing changed from the one where all is well. */
final class States {
    private static final RangeUse RANGE = new RangeUse(Cidr.parse("10.1.0.0/24"), 12, 253);

    private States() {}

    static NodeState healthy() {
        return new NodeState(
                "w1",
                "0.1.0",
                "w1 [192.0.2.1] pods [10.1.0.0/24], uplinks [eth0], MTU 1500",
                "",
                "",
                "",
                new NodeState.Api("", 3),
                new NodeState.PolicyState(4, List.of(), 42),
                List.of(),
                List.of(),
                2,
                7,
                List.of(RANGE),
                new NodeState.FlowState(1200, 3.25, Map.of(), List.of()),
                loader(List.of(new MapFill("policy", 89, 100, false), new MapFill("ct_new", 99, 100, true)), Map.of()),
                "");
    }

    static LoaderState loader(List<MapFill> maps, Map<String, Long> refusals) {
        return new LoaderState(
                "abc",
                "clsact",
                512,
                new TreeMap<>(Map.of("tcx", "programs on devices are links")),
                maps,
                new TreeMap<>(refusals));
    }

    static Policies.Fault fault(String namespace, Policies.InForce inForce) {
        return new Policies.Fault(
                namespace.isEmpty() ? PolicyKind.CILIUM_CLUSTERWIDE_NETWORK_POLICY : PolicyKind.CILIUM_NETWORK_POLICY,
                namespace,
                "p",
                List.of(
                        new Problem("spec.ingress[0]", Problem.Reason.INVALID, "no"),
                        new Problem("spec.egress", Problem.Reason.INVALID, "nor this")),
                inForce);
    }

    static NodeState waitingFor(String what) {
        var s = healthy();
        return with(
                s, what, s.trouble(), s.api(), s.policies(), s.unmanaged(), s.addresses(), s.flows(), s.loader(), "");
    }

    static NodeState trouble(String trouble) {
        var s = healthy();
        return with(s, "", trouble, s.api(), s.policies(), s.unmanaged(), s.addresses(), s.flows(), s.loader(), "");
    }

    static NodeState stateTrouble(String trouble) {
        var s = healthy();
        return new NodeState(
                s.node(),
                s.version(),
                s.description(),
                s.waitingFor(),
                s.trouble(),
                trouble,
                s.api(),
                s.policies(),
                s.unmanaged(),
                s.hostPorts(),
                s.endpoints(),
                s.identities(),
                s.addresses(),
                s.flows(),
                s.loader(),
                s.loaderTrouble());
    }

    static NodeState loaderTrouble(String trouble) {
        var s = healthy();
        return with(
                s,
                "",
                "",
                s.api(),
                s.policies(),
                s.unmanaged(),
                s.addresses(),
                s.flows(),
                LoaderState.unknown(),
                trouble);
    }

    static NodeState api(String trouble) {
        var s = healthy();
        return with(
                s,
                "",
                "",
                new NodeState.Api(trouble, 31),
                s.policies(),
                s.unmanaged(),
                s.addresses(),
                s.flows(),
                s.loader(),
                "");
    }

    static NodeState faults(Policies.Fault... faults) {
        var s = healthy();
        var policies = new NodeState.PolicyState(4, List.of(faults), 42);
        return with(s, "", "", s.api(), policies, s.unmanaged(), s.addresses(), s.flows(), s.loader(), "");
    }

    static NodeState unmanaged(List<String> pods) {
        var s = healthy();
        return with(s, "", "", s.api(), s.policies(), pods, s.addresses(), s.flows(), s.loader(), "");
    }

    static NodeState hostPorts(List<String> pods) {
        var s = healthy();
        return new NodeState(
                s.node(),
                s.version(),
                s.description(),
                s.waitingFor(),
                s.trouble(),
                s.stateTrouble(),
                s.api(),
                s.policies(),
                s.unmanaged(),
                pods,
                s.endpoints(),
                s.identities(),
                s.addresses(),
                s.flows(),
                s.loader(),
                s.loaderTrouble());
    }

    static NodeState leased(long used) {
        var s = healthy();
        var ranges = List.of(new RangeUse(RANGE.range(), used, RANGE.size()));
        return with(s, "", "", s.api(), s.policies(), s.unmanaged(), ranges, s.flows(), s.loader(), "");
    }

    static NodeState lost(Map<String, Long> lost, List<Losses.Whose> lately) {
        var s = healthy();
        var flows = new NodeState.FlowState(1200, 3.25, lost, lately);
        return with(s, "", "", s.api(), s.policies(), s.unmanaged(), s.addresses(), flows, s.loader(), "");
    }

    static NodeState loaderSays(LoaderState loader) {
        var s = healthy();
        return with(s, "", "", s.api(), s.policies(), s.unmanaged(), s.addresses(), s.flows(), loader, "");
    }

    private static NodeState with(
            NodeState s,
            String waitingFor,
            String trouble,
            NodeState.Api api,
            NodeState.PolicyState policies,
            List<String> unmanaged,
            List<RangeUse> addresses,
            NodeState.FlowState flows,
            LoaderState loader,
            String loaderTrouble) {
        return new NodeState(
                s.node(),
                s.version(),
                s.description(),
                waitingFor,
                trouble,
                s.stateTrouble(),
                api,
                policies,
                unmanaged,
                s.hostPorts(),
                s.endpoints(),
                s.identities(),
                addresses,
                flows,
                loader,
                loaderTrouble);
    }
}
