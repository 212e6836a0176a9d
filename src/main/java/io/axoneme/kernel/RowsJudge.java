// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.abi.Abi;
import io.axoneme.abi.BitVector;
import io.axoneme.graph.WorldGraph;
import io.axoneme.model.CidrMatchMode;
import io.axoneme.model.Direction;
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
import io.axoneme.plan.PolicyCauses;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges by the bytes that the kernel would get, and names causes from what an event carries and the peer's vector. */
public final class RowsJudge implements Judge {

    @Override
    public Bench open(World world) {
        var image = WorldImage.of(world);
        return bench(world, image.fed(), image.maps(), image.causes());
    }

    /**
     * Questions to maps that hold this world, as they are when each is asked.
     *
     * @param causes by policy id, as the journal has them
     */
    public static Bench bench(World world, WorldGraph fed, MapImage maps, Map<Integer, PolicyCauses> causes) {
        return new Rows(world, fed, maps, new RowReader(maps), new VerdictNaming(world, causes));
    }

    private record Rows(World world, WorldGraph fed, MapImage maps, RowReader reader, VerdictNaming naming)
            implements Bench {

        @Override
        public Verdict judge(Workload endpoint, Direction direction, Peer peer, Port port) {
            int policyId = maps.policyOf(fed.endpointOf(endpoint));
            var bits = reader.membership(identityOf(peer));
            var row = reader.row(policyId, direction, port.protocol().number(), port.number());
            var found = verdictOf(policyId, direction, bits, reader.match(row, bits));
            boolean failsafe = world.isFailsafe(endpoint, direction, port);
            var verdict = failsafe && found.basis() == Basis.LOCAL_HOST
                    ? new Verdict(found.outcome(), Basis.FAILSAFE, found.causes(), found.rules())
                    : found;
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
            if (match == null) {
                var outcome = reader.enforces(policyId, direction) ? Outcome.DENIED : Outcome.ALLOWED;
                return naming.byDefault(policyId, outcome, direction);
            }
            var named = naming.byBits(policyId, match.row(), match.segment(), bits::get);
            return switch (match.action()) {
                case Abi.ACTION_ALLOW -> named.verdict(Outcome.ALLOWED, List.of());
                case Abi.ACTION_DENY -> named.verdict(Outcome.DENIED, List.of());
                case Abi.ACTION_REDIRECT -> named.verdict(Outcome.REDIRECTED, lists(policyId, match.rules(), bits));
                default -> throw new IllegalStateException("action " + match.action());
            };
        }

        /** The proxy is told the rule sets of policies in force, and knows the peer's vector. */
        private List<RuleList> lists(int policyId, int ruleSet, BitVector bits) {
            return fed.policy(policyId).ruleSet(ruleSet).lists(bits::get);
        }

        private int identityOf(Peer peer) {
            if (peer instanceof Peer.Pod(var workload) && world().options().cidrMatch() == CidrMatchMode.PODS) {
                return workload.addresses().stream()
                        .findFirst()
                        .map(reader::identityOf)
                        .orElseGet(() -> fed.identityOf(peer));
            }
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
