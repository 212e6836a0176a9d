// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.axoneme.agent.source.Policies;
import io.axoneme.model.Problem;
import io.axoneme.net.Finding;
import java.util.List;

/** A node's state for programs. Fields are added, never renamed. */
final class StatusJson {
    private StatusJson() {}

    static ObjectNode of(NodeState state, List<Finding> findings, List<String> notReady) {
        ObjectNode json = Json.object()
                .put("node", state.node())
                .put("version", state.version())
                .put("healthy", findings.isEmpty())
                .put("ready", state.ready())
                .put("waitingFor", state.waitingFor())
                .put("trouble", state.trouble())
                .put("stateTrouble", state.stateTrouble());
        var all = json.putArray("findings");
        findings.forEach(f -> all.addObject()
                .put("code", f.code())
                .put("sentence", f.sentence())
                .put("command", f.command()));
        json.putObject("apiServer")
                .put("trouble", state.api().trouble())
                .put("silenceSeconds", state.api().silenceSeconds());
        ObjectNode endpoints = json.putObject("endpoints")
                .put("total", state.endpoints())
                .put("ready", state.endpoints() - notReady.size());
        notReady.forEach(endpoints.putArray("notReady")::add);
        json.put("identities", state.identities());
        policies(json.putObject("policies"), state);
        state.unmanaged().forEach(json.putArray("unmanagedPods")::add);
        state.hostPorts().forEach(json.putArray("hostPortsNotServed")::add);
        var ranges = json.putArray("addresses");
        state.addresses()
                .forEach(r -> ranges.addObject()
                        .put("range", r.range().toString())
                        .put("used", r.used())
                        .put("size", r.size()));
        ObjectNode flows = json.putObject("flows")
                .put("seen", state.flows().seen())
                .put("perSecond", state.flows().perSecond());
        ObjectNode lost = flows.putObject("lost");
        state.flows().lost().forEach(lost::put);
        var lately = flows.putArray("lostLately");
        state.flows()
                .lostLately()
                .forEach(l -> lately.addObject()
                        .put("endpoint", l.endpoint())
                        .put("type", l.type())
                        .put("count", l.count()));
        loader(json.putObject("loader"), state);
        return json;
    }

    private static void policies(ObjectNode json, NodeState state) {
        json.put("total", state.policies().total())
                .put("enforced", state.enforced())
                .put("revision", state.policies().revision());
        var invalid = json.putArray("invalid");
        for (Policies.Fault fault : state.policies().faults()) {
            ObjectNode one = invalid.addObject()
                    .put("kind", fault.kind().text())
                    .put("namespace", fault.namespace())
                    .put("name", fault.name())
                    .put("inForce", inForce(fault.inForce()));
            fault.problems().stream().map(Problem::toString).forEach(one.putArray("problems")::add);
        }
    }

    private static String inForce(Policies.InForce inForce) {
        return switch (inForce) {
            case LAST_VALID -> "lastValid";
            case DEFAULT_DENY -> "defaultDeny";
            case NOTHING -> "nothing";
        };
    }

    private static void loader(ObjectNode json, NodeState state) {
        var loader = state.loader();
        json.put("trouble", state.loaderTrouble())
                .put("build", loader.build())
                .put("attach", loader.attach())
                .put("vectorBits", loader.vectorBits());
        loader.missing().keySet().forEach(json.putArray("missingFeatures")::add);
        var maps = json.putArray("maps");
        loader.maps()
                .forEach(m -> maps.addObject()
                        .put("name", m.name())
                        .put("entries", m.entries())
                        .put("capacity", m.capacity()));
        ObjectNode refusals = json.putObject("refusals");
        loader.refusals().forEach(refusals::put);
    }
}
