// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph.bench;

import io.axoneme.graph.Delta;
import io.axoneme.graph.NodeGraph;
import io.axoneme.model.Identity;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.Policy;
import io.axoneme.plan.FlushPlanner;
import io.axoneme.plan.PendingOp;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From desired state to planned map operations. What a change leaves behind is collected within what is measured. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // set before each trial
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+UseSerialGC", "-Xmx1g", "--sun-misc-unsafe-memory-access=allow"})
public class NodeBench {

    /** The world. */
    @Param({"BIG", "REAL_LIFE"})
    public BenchWorld.Size size;

    private BenchWorld world;
    private List<Identity> identities;
    private List<Policy> policies;
    private NodeGraph graph;
    private FlushPlanner planner;

    @Setup(Level.Trial)
    public void settledNode() {
        world = new BenchWorld(size);
        identities = world.identities();
        policies = world.policies();
        graph = BenchWorld.graph();
        planner = new FlushPlanner();
        world.feed(graph, identities, policies);
        flush();
        settle();
    }

    /** All endpoints from nothing. */
    @Benchmark
    public List<PendingOp> wholeNode() {
        var fresh = BenchWorld.graph();
        world.feed(fresh, identities, policies);
        return new FlushPlanner().plan(fresh.flush());
    }

    /** A policy of one endpoint added, changed, removed. */
    @Benchmark
    @OperationsPerInvocation(3)
    public void policyOfOneEndpoint() {
        addChangeRemove(world.firstEndpoint(), 1);
    }

    /** A policy of all endpoints added, changed, removed. */
    @Benchmark
    @OperationsPerInvocation(3)
    public void policyOfAllEndpoints() {
        addChangeRemove(BenchPolicies.everyPod(), size.endpoints / 2);
    }

    /** An identity added; and removed, so that the next one is new again. */
    @Benchmark
    public void identity() {
        var added = world.another(0);
        graph.putIdentity(added);
        var delta = flush();
        require(
                delta.identities().size() == 1
                        && delta.policies().isEmpty()
                        && delta.flips().isEmpty(),
                delta);
        graph.removeIdentity(added.number());
        flush();
        settle();
    }

    private void addChangeRemove(LabelSelector subject, int atLeast) {
        var policy = BenchPolicies.extra(subject, 1);
        graph.putPolicy(policy);
        var added = flush();
        require(added.policies().size() >= atLeast, added);
        graph.putPolicy(BenchPolicies.extra(subject, 2));
        require(flush().policies().size() >= atLeast, added);
        graph.removePolicy(policy.ref());
        flush();
        settle();
    }

    private Delta flush() {
        var delta = graph.flush();
        planner.plan(delta);
        return delta;
    }

    private void settle() {
        Delta gone;
        do {
            gone = graph.collect(graph.revision());
            planner.plan(gone);
            flush();
        } while (!gone.isEmpty());
    }

    private static void require(boolean condition, Delta delta) {
        if (!condition) {
            throw new IllegalStateException(
                    "not what is to be measured: " + delta.policies().size() + " policies, "
                            + delta.identities().size() + " vectors");
        }
    }
}
