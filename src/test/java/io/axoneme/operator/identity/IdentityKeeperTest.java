// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.kube.identity.FakeIdentityStore;
import io.axoneme.kube.identity.IdentityAllocator;
import io.axoneme.kube.identity.IdentityRange;
import io.axoneme.kube.identity.IdentityRecord;
import io.axoneme.kube.pod.NamespaceRecord;
import io.axoneme.kube.pod.PodRecord;
import io.axoneme.model.LabelFilter;
import io.axoneme.model.NamedPorts;
import io.axoneme.operator.FakeOwner;
import io.axoneme.operator.policy.Population;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityKeeperTest {

    private static final NamespaceRecord DEMO = new NamespaceRecord("demo", Map.of("team", "one"), false);
    private static final PodRecord WEB = pod("web", "u1", Map.of("app", "web"));

    private final FakeIdentityStore store = new FakeIdentityStore();
    private final FakeOwner owner = new FakeOwner();
    private final List<Population> populations = new ArrayList<>();
    private final IdentityKeeper keeper = keeper(owner, Runnable::run);

    private IdentityKeeper keeper(FakeOwner on, Executor workers) {
        return new IdentityKeeper(
                store,
                new IdentityAllocator(store, IdentityRange.DEFAULT),
                new IdentityDemand(LabelFilter.DEFAULT, "default"),
                new IdentitySweep(Duration.ofHours(1)),
                on,
                workers,
                populations::add,
                on.clock());
    }

    @BeforeEach
    void watch() {
        store.watch(
                record -> keeper.identities().changed(Optional.of(record)),
                record -> keeper.identities().deleted(Optional.of(record)));
    }

    @Test
    void nothingIsAllocatedBeforeEverythingIsListed() {
        keeper.pods().replaced(List.of(WEB));
        keeper.namespaces().replaced(List.of(DEMO));
        owner.run();
        assertEquals(List.of(), store.all());
        keeper.identities().replaced(List.of());
        owner.run();
        assertEquals(1, store.all().size());
    }

    @Test
    void aPodGetsAnIdentityAsSoonAsItAppearsAndEqualPodsShareIt() {
        listed();
        keeper.pods().changed(pod("web-1", "u1", Map.of("app", "web")));
        keeper.pods().changed(pod("web-2", "u2", Map.of("app", "web")));
        keeper.pods().changed(pod("api", "u3", Map.of("app", "api")));
        owner.run();
        assertEquals(2, store.all().size());
        assertTrue(onlyFor("app", "web").labels().has("k8s", "io.kubernetes.pod.namespace"));
    }

    @Test
    void aCrowdOfPodsIsToldOnceWithWhoAudits() {
        listed();
        owner.pass(Duration.ofSeconds(1));
        populations.clear();
        keeper.pods().changed(pod("web-1", "u1", Map.of("app", "web")));
        keeper.pods().changed(pod("web-2", "u2", Map.of("app", "web")));
        owner.run();
        keeper.namespaces().changed(new NamespaceRecord("demo", DEMO.labels(), true));
        owner.run();
        assertEquals(List.of(), populations, "not before a moment has passed");
        owner.pass(Duration.ofSeconds(1));
        assertEquals(1, populations.size());
        var told = populations.getFirst();
        assertEquals(
                List.of(2),
                List.copyOf(told.byNamespace().getOrDefault("demo", Map.of()).values()));
        assertEquals(Set.of("demo"), told.audited());
        keeper.namespaces().deleted(DEMO);
        owner.pass(Duration.ofSeconds(1));
        assertEquals(new Population(Map.of(), Set.of()), populations.getLast());
    }

    @Test
    void podsAreToldOnceAllHaveBeenListedAndNotBefore() {
        keeper.pods().replaced(List.of(WEB));
        keeper.namespaces().replaced(List.of(DEMO));
        owner.pass(Duration.ofSeconds(5));
        assertEquals(List.of(), populations);
        keeper.identities().replaced(List.of());
        owner.pass(Duration.ofSeconds(5));
        assertEquals(1, populations.size());
    }

    @Test
    void podsOnTheNodesNetworkGetNone() {
        listed();
        keeper.pods()
                .changed(new PodRecord(
                        "u", "demo", "host", Map.of(), "", NamedPorts.none(), "n", true, false, List.of(), List.of()));
        owner.run();
        assertEquals(List.of(), store.all());
    }

    @Test
    void aPodOfAnUnknownNamespaceWaitsForIt() {
        listed();
        keeper.namespaces().deleted(DEMO);
        keeper.pods().changed(WEB);
        owner.run();
        assertEquals(List.of(), store.all());
        keeper.namespaces().changed(DEMO);
        owner.run();
        assertEquals(1, store.all().size());
    }

    @Test
    void aRelabelledNamespaceGivesItsPodsNewIdentitiesWhileTheOldOnesStay() {
        listed();
        keeper.pods().changed(WEB);
        owner.run();
        var before = only();
        keeper.namespaces().changed(new NamespaceRecord("demo", Map.of("team", "two"), false));
        owner.run();
        assertEquals(2, store.all().size());
        assertTrue(store.all().contains(before));
    }

    @Test
    void anUnneededIdentityIsMarkedThenDeletedAfterItsRest() {
        listed();
        comesAndGoes(WEB);
        sweep();
        assertFalse(only().released(), "the first sweep only takes note");
        sweep();
        assertTrue(only().released());
        sweep();
        isDeletedInAnHour();
    }

    /** Whoever sets the clock, and however far, neither shortens the rest nor makes it endless. */
    @ParameterizedTest
    @ValueSource(longs = {-1, 1})
    void aClockThatIsSetChangesNoRest(long days) {
        listed();
        comesAndGoes(WEB);
        isMarkedAndSeenSo();
        owner.jump(Duration.ofDays(days));
        isDeletedInAnHour();
    }

    /** A mark that is cleared and set again begins its rest again. */
    @Test
    void anotherMarkIsAnotherRest() {
        listed();
        comesAndGoes(WEB);
        isMarkedAndSeenSo();
        owner.pass(Duration.ofMinutes(30));
        var next = pod("web", "u2", WEB.labels());
        keeper.pods().changed(next);
        owner.run();
        assertFalse(only().released());
        keeper.pods().deleted(next);
        owner.run();
        isMarkedAndSeenSo();
        isDeletedInAnHour();
    }

    @Test
    void aMarkedIdentityThatIsNeededAgainIsClaimedAtOnceWithItsNumber() {
        listed();
        comesAndGoes(WEB);
        isMarkedAndSeenSo();
        var number = only().number();
        keeper.pods().changed(pod("web", "u2", WEB.labels()));
        owner.run();
        assertEquals(number, only().number());
        assertFalse(only().released());
    }

    @Test
    void oneMarkedBySomeoneElseWhilePodsUseItIsClaimedBack() {
        listed();
        keeper.pods().changed(WEB);
        owner.run();
        store.release(only(), owner.clock().instant());
        owner.run();
        assertFalse(only().released());
    }

    @Test
    void oneDeletedByHandIsMadeAgain() {
        listed();
        keeper.pods().changed(WEB);
        owner.run();
        var gone = only();
        store.delete(gone);
        owner.run();
        assertEquals(gone.number(), only().number());
        assertNotEquals(gone.uid(), only().uid());
    }

    @Test
    void whileTheServerIsAwayItTriesOn() {
        listed();
        store.setDown(true);
        keeper.pods().changed(WEB);
        owner.pass(Duration.ofMinutes(10));
        store.setDown(false);
        assertEquals(List.of(), store.all());
        owner.pass(Duration.ofSeconds(15));
        assertEquals(1, store.all().size());
    }

    @Test
    void aPodThatTookOverANameDoesNotGoWithItsPredecessor() {
        listed();
        keeper.pods().changed(WEB);
        keeper.pods().changed(pod("web", "u2", WEB.labels()));
        keeper.pods().deleted(WEB);
        sweep();
        sweep();
        assertFalse(only().released());
    }

    /** The old leader has requests under way that reach the server while the new one is at work on the same pods, in either order. */
    @Test
    void aHandOverInMidAllocationMakesNoIdentityTwice() {
        var underWay = new ArrayList<Runnable>();
        var oldOwner = new FakeOwner();
        var old = keeper(oldOwner, underWay::add);
        var pods = IntStream.range(0, 20)
                .mapToObj(i -> pod("web-" + i, "u" + i, Map.of("app", "web-" + i)))
                .toList();
        list(old, pods);
        oldOwner.run();
        assertEquals(20, underWay.size());
        underWay.subList(0, 10).forEach(Runnable::run);

        list(keeper, pods);
        owner.run();
        underWay.subList(10, 20).forEach(Runnable::run);

        assertEquals(20, store.all().size());
        pods.forEach(pod -> onlyFor("app", "web-" + pod.name().substring(4)));
    }

    private void listed() {
        list(keeper, List.of());
        owner.run();
    }

    private void list(IdentityKeeper to, List<PodRecord> pods) {
        to.namespaces().replaced(List.of(DEMO));
        to.pods().replaced(pods);
        to.identities().replaced(store.all().stream().map(Optional::of).toList());
    }

    private void comesAndGoes(PodRecord pod) {
        keeper.pods().changed(pod);
        keeper.pods().deleted(pod);
        owner.run();
    }

    /** The third sweep is the first that finds the mark: rests are counted from then. */
    private void isMarkedAndSeenSo() {
        sweep();
        sweep();
        sweep();
        assertTrue(only().released());
    }

    private void isDeletedInAnHour() {
        owner.pass(Duration.ofMinutes(59));
        sweep();
        assertEquals(1, store.all().size(), "an hour has not passed");
        owner.pass(Duration.ofMinutes(1));
        sweep();
        assertEquals(List.of(), store.all());
    }

    private void sweep() {
        keeper.sweep();
        owner.run();
    }

    private IdentityRecord only() {
        assertEquals(1, store.all().size());
        return store.all().getFirst();
    }

    private IdentityRecord onlyFor(String key, String value) {
        var found = store.all().stream()
                .filter(record -> value.equals(record.labels().value("k8s", key)))
                .toList();
        assertEquals(1, found.size());
        return found.getFirst();
    }

    private static PodRecord pod(String name, String uid, Map<String, String> labels) {
        return new PodRecord(
                uid, "demo", name, labels, "default", NamedPorts.none(), "node1", false, false, List.of(), List.of());
    }
}
