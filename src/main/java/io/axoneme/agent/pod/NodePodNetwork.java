// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.pod;

import io.axoneme.kernel.Answer;
import io.axoneme.kernel.Veth;
import io.axoneme.kernel.VethRequest;
import io.axoneme.kernel.VethState;
import io.axoneme.model.IpAddress;
import io.axoneme.net.CniException;
import io.axoneme.net.CniFailure;
import io.axoneme.net.EndpointRecord;
import io.axoneme.net.EndpointStore;
import io.axoneme.net.PodInterface;
import io.axoneme.net.PodNetwork;
import io.axoneme.net.RemovalSpool;
import io.axoneme.net.Sandbox;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Pods of this node, from a CNI request to an enforced interface and back. What was begun and failed is taken back, so that the
 * runtime can begin anew. Safe for several threads; one container's calls wait for each other.
 */
public final class NodePodNetwork implements PodNetwork {
    private static final Logger LOG = System.getLogger(NodePodNetwork.class.getName());

    private final EndpointStore store;
    private final EndpointGate gate;
    private final PodDevices devices;
    private final RemovalSpool spool;
    private final ContainerLocks locks = new ContainerLocks();
    /** Keys of what the gate knows of. */
    private final Set<Sandbox.Key> admitted = ConcurrentHashMap.newKeySet();
    /** What the last sweep found without a pod: it goes when the next one finds it so too. */
    private final Set<String> suspects = new HashSet<>();

    public NodePodNetwork(EndpointStore store, EndpointGate gate, PodDevices devices, RemovalSpool spool) {
        this.store = store;
        this.gate = gate;
        this.devices = devices;
        this.spool = spool;
    }

    @Override
    public PodInterface add(Sandbox sandbox) throws CniException {
        return locks.holding(sandbox.key().container(), () -> {
            long start = System.nanoTime();
            ready(CniFailure.Code.TRY_AGAIN);
            int identity = gate.identityOf(sandbox.namespace(), sandbox.pod(), sandbox.uid());
            EndpointRecord record = store.lease(sandbox, DeviceName.of(sandbox.key()), gate.mtu());
            try {
                record = connect(record).withIdentity(identity);
                store.save(record);
                admitted.add(record.key());
                gate.admit(record, identity);
            } catch (CniException e) {
                takeBack(record, e);
                throw e;
            }
            long tookMs = (System.nanoTime() - start) / 1_000_000;
            LOG.log(
                    Level.INFO,
                    "endpoint {0,number,#} added for pod {1}: address {2}, identity {3,number,#}, {4,number,#} ms",
                    record.endpointId(),
                    sandbox.subject(),
                    record.addresses(),
                    identity,
                    tookMs);
            return described(record);
        });
    }

    /** Makes the device and puts programs on it before anything else, so that no packet passes it unjudged. */
    private EndpointRecord connect(EndpointRecord record) throws CniException {
        VethRequest request = new VethRequest(
                record.sandbox().netns(),
                record.device(),
                record.key().ifname(),
                record.mtu(),
                record.ipv4(),
                record.ipv6());
        Veth veth = done(devices.add(request), "device of " + record.sandbox().subject());
        done(devices.attach(record.device()), "programs on device " + record.device());
        return record.withLink(new EndpointRecord.Link(veth.ifindex(), veth.podMac(), veth.nodeMac()));
    }

    private void takeBack(EndpointRecord record, CniException why) {
        LOG.log(
                Level.WARNING,
                "endpoint of pod {0} not added: {1}",
                record.sandbox().subject(),
                why.getMessage());
        try {
            remove(record);
        } catch (CniException e) {
            why.addSuppressed(e);
        }
    }

    private static PodInterface described(EndpointRecord record) {
        EndpointRecord.Link link = record.made();
        return new PodInterface(record.device(), link.nodeMac(), link.podMac(), record.mtu(), record.addresses());
    }

    @Override
    public void delete(Sandbox sandbox) throws CniException {
        delete(sandbox.key());
    }

    private void delete(Sandbox.Key key) throws CniException {
        locks.holding(key.container(), () -> {
            Optional<EndpointRecord> record = store.find(key);
            if (record.isPresent()) {
                remove(record.get());
                LOG.log(
                        Level.INFO,
                        "endpoint {0,number,#} of pod {1} removed",
                        record.get().endpointId(),
                        record.get().sandbox().subject());
            } else {
                done(devices.delete(DeviceName.of(key)), "device of " + key);
            }
            return true;
        });
    }

    /** The record goes last: until everything else is gone its numbers are nobody else's. */
    private void remove(EndpointRecord record) throws CniException {
        if (admitted.remove(record.key())) {
            gate.dismiss(record);
        }
        done(devices.delete(record.device()), "device " + record.device());
        store.remove(record.key());
    }

    @Override
    public void check(Sandbox sandbox) throws CniException {
        EndpointRecord record = store.find(sandbox.key())
                .orElseThrow(() -> new CniException(
                        CniFailure.Code.UNKNOWN_CONTAINER, "unknown container", sandbox.key() + " was never added"));
        EndpointRecord.Link link = record.link();
        VethState state = done(devices.list(), "devices").stream()
                .filter(d -> d.device().equals(record.device()))
                .findFirst()
                .orElseThrow(() -> notAsAdded("device " + record.device() + " is gone"));
        if (link == null || state.ifindex() != link.ifindex()) {
            throw notAsAdded("device " + record.device() + " is another one");
        }
        if (!state.attached()) {
            throw notAsAdded("device " + record.device() + " has no programs");
        }
    }

    private static CniException notAsAdded(String details) {
        return new CniException(CniFailure.Code.NOT_AS_ADDED, "not as it was added", details);
    }

    @Override
    public void collect(Set<Sandbox.Key> valid) throws CniException {
        for (EndpointRecord record : store.all()) {
            if (!valid.contains(record.key())) {
                delete(record.key());
            }
        }
    }

    @Override
    public void status() throws CniException {
        ready(CniFailure.Code.NOT_AVAILABLE);
        Answer<List<VethState>> answer = devices.list();
        if (!answer.isDone()) {
            throw new CniException(CniFailure.Code.NOT_AVAILABLE, "not ready", answer.trouble());
        }
    }

    private void ready(CniFailure.Code otherwise) throws CniException {
        String reason = gate.notReady();
        var range = gate.podCidr();
        if (!reason.isEmpty() || range == null) {
            throw new CniException(otherwise, "not ready", reason.isEmpty() ? "the node has no pod CIDR" : reason);
        }
        store.setRanges(List.of(range));
    }

    private static <T> T done(Answer<T> answer, String what) throws CniException {
        return switch (answer) {
            case Answer.Done<T>(var value) -> value;
            case Answer.Refused<T> refused ->
                throw new CniException(CniFailure.Code.IO, "the loader refused", what + ": " + refused.trouble());
            case Answer.Unreachable<T>(var reason) ->
                throw new CniException(CniFailure.Code.TRY_AGAIN, "the loader is away", what + ": " + reason);
        };
    }

    // --- what others ask -------------------------------------------------------------------------------------------

    /** Every pod of this node that has an interface, in order of container. */
    public Collection<EndpointRecord> records() {
        return store.all().stream().filter(r -> r.link() != null).toList();
    }

    public Optional<EndpointRecord> byEndpoint(int endpointId) {
        return records().stream().filter(r -> r.endpointId() == endpointId).findFirst();
    }

    public Optional<EndpointRecord> byAddress(IpAddress address) {
        return records().stream().filter(r -> r.addresses().contains(address)).findFirst();
    }

    /** Leases, for status. */
    public List<EndpointStore.RangeUse> ranges() {
        var range = gate.podCidr();
        if (range != null) {
            store.setRanges(List.of(range));
        }
        return store.ranges();
    }

    /**
     * What an earlier process left, once the loader is connected: kept removals are done, records whose device went with its
     * namespace are dropped. The rest must be admitted again by the caller, before the first {@link #add}.
     */
    public Collection<EndpointRecord> restore() {
        spool.replay(this);
        switch (devices.list()) {
            case Answer.Done<List<VethState>>(var present) -> dropUnconnected(present);
            case Answer.Refused<List<VethState>> refused -> LOG.log(Level.ERROR, "devices: {0}", refused.trouble());
            case Answer.Unreachable<List<VethState>>(var reason) -> LOG.log(Level.WARNING, "devices: {0}", reason);
        }
        Collection<EndpointRecord> restored = records();
        restored.forEach(record -> admitted.add(record.key()));
        return restored;
    }

    private void dropUnconnected(List<VethState> present) {
        Map<String, Integer> ifindexes =
                present.stream().collect(Collectors.toMap(VethState::device, VethState::ifindex));
        for (EndpointRecord record : store.all()) {
            EndpointRecord.Link link = record.link();
            if (link == null || !Integer.valueOf(link.ifindex()).equals(ifindexes.get(record.device()))) {
                drop(record, "its device is gone");
            }
        }
    }

    /**
     * Takes away what belongs to no pod: endpoints whose pod does not exist, devices of no endpoint. Only what two sweeps in a row
     * find so, since pods are made and removed while one looks; what lost its device goes at once.
     *
     * @param podExists whether the API server knows the record's pod on this node
     */
    public synchronized void sweep(Predicate<EndpointRecord> podExists) {
        spool.replay(this);
        // Records first: what is added meanwhile has a device that no record explains yet, and that is only suspicious.
        Collection<EndpointRecord> known = records();
        if (!(devices.list() instanceof Answer.Done<List<VethState>>(var present))) {
            return;
        }
        Set<String> found = present.stream().map(VethState::device).collect(Collectors.toSet());
        Set<String> suspected = new HashSet<>();
        for (EndpointRecord record : known) {
            if (!found.remove(record.device())) {
                drop(record, "its device is gone");
            } else if (!podExists.test(record)) {
                suspected.add(record.device());
            }
        }
        suspected.addAll(found);
        suspected.stream().filter(suspects::contains).forEach(this::removeStray);
        suspects.clear();
        suspects.addAll(suspected);
    }

    private void removeStray(String device) {
        Optional<EndpointRecord> record =
                records().stream().filter(r -> r.device().equals(device)).findFirst();
        if (record.isPresent()) {
            drop(record.get(), "its pod does not exist");
        } else if (devices.delete(device).isDone()) {
            LOG.log(Level.INFO, "device {0} of no endpoint removed", device);
        }
    }

    private void drop(EndpointRecord record, String why) {
        LOG.log(
                Level.INFO,
                "endpoint {0,number,#} of pod {1} is swept: {2}",
                record.endpointId(),
                record.sandbox().subject(),
                why);
        try {
            delete(record.key());
        } catch (CniException e) {
            LOG.log(Level.WARNING, "endpoint of pod {0}: {1}", record.sandbox().subject(), e.getMessage());
        }
    }
}
