// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.graph.WorldGraph;
import io.axoneme.kernel.JudgeAddresses.Family;
import io.axoneme.model.Direction;
import io.axoneme.model.IpAddress;
import io.axoneme.model.Judge;
import io.axoneme.model.Peer;
import io.axoneme.model.Port;
import io.axoneme.model.Protocol;
import io.axoneme.model.ReservedIdentity;
import io.axoneme.model.Verdict;
import io.axoneme.model.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/** One world in the kernel. Not thread-safe. */
final class KernelBench implements Judge.Bench {

    /** Questions that go in one frame; each makes two packets at most. */
    private static final int BATCH = 8192;

    private static final int DROPPED = 2;

    /** ICMPv6: router advertisement and redirect, which no pod may send, whatever the policy. */
    private static final Set<Integer> FORBIDDEN = Set.of(134, 137);

    private final JudgeProcess process;
    private final JudgeAddresses addresses;
    private final WorldGraph fed;
    private final EventVerdicts verdicts;
    private final SortedMap<String, Long> counts;
    private final SourcePorts ports = new SourcePorts();

    /** @param counts counts packets by family */
    KernelBench(JudgeProcess process, JudgeAddresses addresses, WorldImage image, SortedMap<String, Long> counts) {
        this.process = process;
        this.addresses = addresses;
        this.fed = image.fed();
        this.verdicts = new EventVerdicts(
                fed, new RowReader(image.maps()), new VerdictNaming(addresses.world(), image.causes()));
        this.counts = counts;
    }

    @Override
    public Verdict judge(Workload endpoint, Direction direction, Peer peer, Port port) {
        var question = new Judge.Question(endpoint, direction, peer, port);
        if (judge(List.of(question)).getFirst() instanceof Judge.Answer.Judged(var verdict)) {
            return verdict;
        }
        throw new IllegalArgumentException("no one verdict: " + question);
    }

    @Override
    public List<Judge.Answer> judge(List<Judge.Question> questions) {
        var answers = new ArrayList<Judge.Answer>(questions.size());
        for (int from = 0; from < questions.size(); from += BATCH) {
            answers.addAll(batch(questions.subList(from, Math.min(from + BATCH, questions.size()))));
        }
        return answers;
    }

    private List<Judge.Answer> batch(List<Judge.Question> questions) {
        if (!ports.hasRoomFor(2 * questions.size())) {
            process.forgetConnections();
            ports.forget();
        }
        var packets = questions.stream().map(this::packets).toList();
        var all = packets.stream().flatMap(List::stream).toList();
        all.forEach(p -> counts.merge(p.familyText(), 1L, Long::sum));
        var passed = process.run(all).iterator();
        var answers = new ArrayList<Judge.Answer>(questions.size());
        for (int i = 0; i < questions.size(); i++) {
            var verdicts = new LinkedHashMap<String, Verdict>();
            packets.get(i).forEach(p -> verdicts.put(p.familyText(), verdict(p, passed.next())));
            answers.add(
                    verdicts.isEmpty() ? new Judge.Answer.LeftOut(whyNoPacket(questions.get(i))) : answer(verdicts));
        }
        return answers;
    }

    private static Judge.Answer answer(Map<String, Verdict> verdicts) {
        var distinct = Set.copyOf(verdicts.values());
        return distinct.size() == 1
                ? new Judge.Answer.Judged(distinct.iterator().next())
                : new Judge.Answer.Torn(verdicts);
    }

    /** The question as a packet of each family in which it is one. */
    private List<JudgePacket> packets(Judge.Question question) {
        if (isNeverJudged(question)) {
            return List.of();
        }
        var packets = new ArrayList<JudgePacket>(2);
        for (var family : families(question.port().protocol())) {
            addresses
                    .of(question.peer(), question.endpoint(), family)
                    .ifPresent(peer -> packets.add(packet(question, addresses.of(question.endpoint(), family), peer)));
        }
        return packets;
    }

    private static List<Family> families(Protocol protocol) {
        return switch (protocol) {
            case TCP, UDP, SCTP -> List.of(Family.IPV4, Family.IPV6);
            case ICMP -> List.of(Family.IPV4);
            case ICMPV6 -> List.of(Family.IPV6);
        };
    }

    private JudgePacket packet(Judge.Question question, IpAddress own, IpAddress peer) {
        int id = fed.endpointOf(addresses.addressed(question.endpoint()));
        var port = question.port();
        int sourcePort = ports.take(port.number());
        var direction = question.direction();
        if (direction == Direction.EGRESS) {
            return new JudgePacket(
                    JudgePacket.Way.FROM_POD,
                    id,
                    direction,
                    sourcePort,
                    port,
                    own,
                    peer,
                    KernelJudge.podMac(id),
                    KernelJudge.nodeMac(id));
        }
        boolean ofNode = question.peer().equals(new Peer.Reserved(ReservedIdentity.HOST));
        return new JudgePacket(
                ofNode ? JudgePacket.Way.FROM_NODE : JudgePacket.Way.FROM_WIRE,
                id,
                direction,
                sourcePort,
                port,
                peer,
                own,
                KernelJudge.nodeMac(id),
                KernelJudge.podMac(id));
    }

    private boolean isNeverJudged(Judge.Question question) {
        return isForbidden(question)
                || question.endpoint().isHost()
                || (question.peer() instanceof Peer.Outside(var address) && addresses.isLent(address));
    }

    private static boolean isForbidden(Judge.Question question) {
        return question.direction() == Direction.EGRESS
                && question.port().protocol() == Protocol.ICMPV6
                && FORBIDDEN.contains(question.port().number());
    }

    private String whyNoPacket(Judge.Question question) {
        if (isForbidden(question)) {
            return "what no pod may send, whatever the policy (ICMPv6 types 134 and 137)";
        }
        if (question.endpoint().isHost()) {
            return "policies for nodes, which the datapath does not enforce yet";
        }
        return isNeverJudged(question)
                ? "addresses of 240.0.0.0/4 and 100::/64 that are lent to pods and entities without one"
                : question.port().protocol().text() + " and an address of the other family make no packet";
    }

    private Verdict verdict(JudgePacket packet, JudgeProcess.Passed passed) {
        var event = passed.last();
        boolean droppedHere = passed.droppedAt() == packet.endpoint();
        if (passed.events() == 0
                || (passed.action() == DROPPED) != (passed.droppedAt() != 0)
                || droppedHere != EventVerdicts.isDrop(event)) {
            throw new IllegalStateException(
                    "what became of a packet and what was told of it differ: " + packet + " " + passed);
        }
        return verdicts.of(event);
    }
}
