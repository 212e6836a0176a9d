// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import io.axoneme.net.AdminHandler;
import io.axoneme.net.AdminReply;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every verb that the agent answers, in one table. */
public final class AdminVerbs implements AdminHandler {

    @FunctionalInterface
    private interface Verb {
        AdminReply answer(Arguments arguments) throws KernelUnreadable;
    }

    private final Map<String, Verb> verbs = new TreeMap<>();

    /** The verbs about one node. */
    public AdminVerbs(NodeView node) {
        var endpoints = new EndpointVerbs(node);
        var identities = new IdentityVerbs(node);
        verbs.put("status", new StatusVerb(node)::show);
        verbs.put("endpoint list", endpoints::list);
        verbs.put("endpoint get", endpoints::get);
        verbs.put("identity list", identities::list);
        verbs.put("identity get", identities::get);
        verbs.put("uninstall", new UninstallVerb(node)::leave);
        verbs.put("policy get", new PolicyVerbs(node)::get);
        verbs.put("bpf ipcache list", new IpcacheDump(node)::list);
        verbs.put("bpf membership list", new MembershipDump(node)::list);
        verbs.put("bpf policy list", new PolicyDump(node)::list);
        // On Linux the JVM's clock is CLOCK_MONOTONIC, the one that the datapath stamps with.
        verbs.put("bpf ct list", new ConntrackDump(node, System::nanoTime)::list);
    }

    @Override
    public AdminReply answer(String verb, List<String> args) {
        Verb known = verbs.get(verb);
        if (known == null) {
            return AdminReply.misunderstood("\"" + verb + "\" is none of: " + String.join(", ", verbs.keySet()));
        }
        try {
            return known.answer(new Arguments(verb, args));
        } catch (Arguments.Misunderstood e) {
            return AdminReply.misunderstood(String.valueOf(e.getMessage()));
        } catch (KernelUnreadable e) {
            return AdminReply.failed(String.valueOf(e.getMessage()));
        }
    }
}
