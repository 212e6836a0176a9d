// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.node;

import picocli.CommandLine.Command;

/** {@code bpf}: the maps of this node's datapath. */
@Command(
        name = "bpf",
        description = "The maps of this node's datapath.",
        mixinStandardHelpOptions = true,
        subcommands = {
            BpfCommand.Ipcache.class,
            BpfCommand.Membership.class,
            BpfCommand.Policy.class,
            BpfCommand.Ct.class
        })
public final class BpfCommand extends VerbGroup {

    /** {@code bpf ipcache}. */
    @Command(
            name = "ipcache",
            description = "Who lives where.",
            mixinStandardHelpOptions = true,
            subcommands = IpcacheList.class)
    static final class Ipcache extends VerbGroup {}

    /** {@code bpf ipcache list}. */
    @Command(name = "list", description = "Prefixes and their identities.")
    static final class IpcacheList extends AgentVerb {
        IpcacheList() {
            super("bpf ipcache list");
        }
    }

    /** {@code bpf membership}. */
    @Command(
            name = "membership",
            description = "Which selectors pick each identity.",
            mixinStandardHelpOptions = true,
            subcommands = MembershipList.class)
    static final class Membership extends VerbGroup {}

    /** {@code bpf membership list}. */
    @Command(name = "list", description = "Identities with their bits, and what each bit means.")
    static final class MembershipList extends AgentVerb {
        MembershipList() {
            super("bpf membership list");
        }
    }

    /** {@code bpf policy}. */
    @Command(
            name = "policy",
            description = "What the rows say.",
            mixinStandardHelpOptions = true,
            subcommands = PolicyList.class)
    static final class Policy extends VerbGroup {}

    /** {@code bpf policy list}. */
    @Command(
            name = "list",
            aliases = "get",
            description = "Rows with what they judged and who is behind them: all, or those of one endpoint.")
    static final class PolicyList extends AgentVerb {
        PolicyList() {
            super("bpf policy list");
        }
    }

    /** {@code bpf ct}. */
    @Command(name = "ct", description = "Connections.", mixinStandardHelpOptions = true, subcommands = CtList.class)
    static final class Ct extends VerbGroup {}

    /** {@code bpf ct list}. */
    @Command(name = "list", description = "Connections that have not expired: all, or those of one endpoint.")
    static final class CtList extends AgentVerb {
        CtList() {
            super("bpf ct list");
        }
    }
}
