// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.abi.Abi;
import io.axoneme.abi.BitVector;
import io.axoneme.graph.NodeGraph;
import io.axoneme.graph.Seed;
import io.axoneme.graph.WorldGraph;
import io.axoneme.model.Cause;
import io.axoneme.model.Direction;
import io.axoneme.model.EnforcementMode;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Judge;
import io.axoneme.model.Peer;
import io.axoneme.model.Port;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.RuleList;
import io.axoneme.model.Verdict;
import io.axoneme.model.Verdict.Basis;
import io.axoneme.model.Verdict.Outcome;
import io.axoneme.model.Workload;
import io.axoneme.model.World;
import io.axoneme.plan.FlushPlanner;
import io.axoneme.plan.PendingOp;
import io.axoneme.plan.PolicyCauses;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges by the bytes that the kernel would get, and names causes from nothing but what an event carries. */
public final class RowsJudge implements Judge {

    @Override
    public Bench open(World world) {
        var graph = new NodeGraph(WorldGraph.config(world), Seed.empty());
        var fed = new WorldGraph(world, graph);
        fed.feed();
        var maps = new MapImage();
        var sync = new KernelSync(maps);
        sync.resync();
        var causes = new HashMap<Integer, PolicyCauses>();
        for (var op : new FlushPlanner(0).plan(graph.flush())) {
            if (op instanceof PendingOp.Journal(var selectors, var policies)) {
                policies.forEach(p -> causes.put(p.policyId(), p));
            }
            var answer = sync.apply(op);
            if (!answer.isDone()) {
                throw new IllegalStateException(answer.trouble());
            }
        }
        return bench(world, fed, maps, causes);
    }

    /**
     * Questions to maps that hold this world, as they are when each is asked.
     *
     * @param causes by policy id, as the journal has them
     */
    public static Bench bench(World world, WorldGraph fed, MapImage maps, Map<Integer, PolicyCauses> causes) {
        return new Rows(world, fed, maps, new RowReader(maps), causes);
    }

    private record Rows(World world, WorldGraph fed, MapImage maps, RowReader reader, Map<Integer, PolicyCauses> causes)
            implements Bench {

        @Override
        public Verdict judge(Workload endpoint, Direction direction, Peer peer, Port port) {
            int policyId = maps.policyOf(fed.endpointOf(endpoint));
            var bits = reader.membership(identityOf(peer));
            var row = reader.row(policyId, direction, port.protocol().number(), port.number());
            var verdict = verdictOf(policyId, direction, bits, reader.match(row, bits));
            var shadow = reader.shadowOf(row);
            if (shadow == null || verdict.outcome() == Outcome.DENIED) {
                return verdict;
            }
            var full = verdictOf(policyId, direction, bits, reader.match(shadow, bits));
            return full.outcome() == Outcome.DENIED
                    ? new Verdict(Outcome.AUDIT, full.basis(), full.causes(), verdict.rules())
                    : verdict;
        }

        private Verdict verdictOf(int policyId, Direction direction, BitVector bits, RowReader.@Nullable Match match) {
            var ofPolicy = causes.get(policyId);
            if (ofPolicy == null) {
                throw new IllegalStateException("no causes are known of policy " + policyId);
            }
            if (match == null) {
                return byDefault(policyId, direction, ofPolicy);
            }
            var named = ofPolicy.ofBit(match.row(), match.segment(), match.bit());
            boolean byDefault = named.stream().anyMatch(c -> c.part() == Cause.Part.DEFAULT_DENY);
            var basis = named.isEmpty() ? Basis.LOCAL_HOST : byDefault ? Basis.DEFAULT_DENY : Basis.RULES;
            return switch (match.action()) {
                case Abi.ACTION_ALLOW -> new Verdict(Outcome.ALLOWED, basis, named);
                case Abi.ACTION_DENY -> new Verdict(Outcome.DENIED, basis, named);
                case Abi.ACTION_REDIRECT ->
                    new Verdict(Outcome.REDIRECTED, basis, named, lists(policyId, match.rules(), bits));
                default -> throw new IllegalStateException("action " + match.action());
            };
        }

        /** The proxy is told the rule sets of policies in force, and knows the peer's vector. */
        private List<RuleList> lists(int policyId, int ruleSet, BitVector bits) {
            return fed.policy(policyId).ruleSet(ruleSet).lists(bits::get);
        }

        private Verdict byDefault(int policyId, Direction direction, PolicyCauses ofPolicy) {
            boolean always = world.options().mode() == EnforcementMode.ALWAYS;
            if (!reader.enforces(policyId, direction)) {
                return new Verdict(Outcome.ALLOWED, Basis.NOT_ENFORCED, List.of());
            }
            var named = ofPolicy.ofDefault(direction);
            var basis = !named.isEmpty() ? Basis.DEFAULT_DENY : always ? Basis.MODE_ALWAYS : Basis.INIT;
            return new Verdict(Outcome.DENIED, basis, named);
        }

        private int identityOf(Peer peer) {
            if (!(peer instanceof Peer.Outside(IpAddress address))) {
                return fed.identityOf(peer);
            }
            var identity = reader.identityOf(address);
            if (identity != null) {
                return identity;
            }
            var world = world().options().dualStack()
                    ? address.isV4() ? ReservedIdentity.WORLD_IPV4 : ReservedIdentity.WORLD_IPV6
                    : ReservedIdentity.WORLD;
            return world.number();
        }
    }
}
