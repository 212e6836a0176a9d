// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.abi.IpcacheKey;
import io.axoneme.abi.Mac;
import io.axoneme.abi.Scalars;
import io.axoneme.model.Cidr;
import io.axoneme.model.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the loader does on the node besides maps: programs, devices, routes, the masquerade, the CNI configuration. All idempotent. */
public final class LoaderNode {
    private final LoaderClient client;

    public LoaderNode(LoaderClient client) {
        this.client = client;
    }

    /**
     * Loads the programs with vectors of this width.
     *
     * @param vectorBits 512, 2048 or 8192
     * @return whether connections of an earlier run were found
     */
    public Answer<Boolean> load(int vectorBits) {
        return client.exchange(RequestType.LOAD, new PayloadWriter().u32(vectorBits), answer -> answer.u32() != 0);
    }

    /** Attaches the loaded programs, or swaps them in; the answer is the device's ifindex, 0 for a cgroup. */
    public Answer<Integer> attach(Attachment where) {
        PayloadWriter payload = new PayloadWriter().u8(where.kind().number()).str(where.name());
        return client.exchange(RequestType.ATTACH, payload, PayloadReader::u32);
    }

    /** Makes a pod's device; one that is there and fits is kept. */
    public Answer<Veth> addVeth(VethRequest request) {
        return client.exchange(
                RequestType.VETH_ADD, request.payload(), answer -> new Veth(answer.u32(), mac(answer), mac(answer)));
    }

    /** Removes a pod's device with everything on it; an absent one is no error. */
    public Answer<Boolean> deleteVeth(String device) {
        return client.command(RequestType.VETH_DELETE, new PayloadWriter().str(device));
    }

    /** Every pod's device that the loader made. */
    public Answer<List<VethState>> listVeths() {
        return client.exchange(RequestType.VETH_LIST, new PayloadWriter(), answer -> {
            int count = answer.count(2 + 4 + 1);
            List<VethState> devices = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                devices.add(new VethState(answer.str(), answer.u32(), answer.u8() != 0));
            }
            return devices;
        });
    }

    /** Sets the whole set of routes to other nodes' pods; those not among them are removed. */
    public Answer<Boolean> setRoutes(Collection<NodeRoute> routes) {
        PayloadWriter payload = new PayloadWriter().u32(routes.size());
        for (NodeRoute route : routes) {
            IpcacheKey prefix = IpcacheKey.of(route.destination());
            payload.value(Scalars.ADDRESS, prefix.address())
                    .u8(prefix.prefixLength())
                    .value(Scalars.ADDRESS, route.via());
        }
        return client.command(RequestType.ROUTES, payload);
    }

    /**
     * Replaces the packet translation of the node's stack: masquerades what leaves from the pod ranges to anything not exempt, and sends
     * what comes from outside to ports of the node on to pods.
     */
    public Answer<Boolean> translate(
            @Nullable Cidr ipv4, @Nullable Cidr ipv6, Collection<Cidr> exempt, Collection<HostPortRule> hostPorts) {
        PayloadWriter payload =
                new PayloadWriter().str(text(ipv4)).str(text(ipv6)).u32(exempt.size());
        exempt.forEach(cidr -> payload.str(cidr.toString()));
        payload.u32(hostPorts.size());
        for (HostPortRule rule : hostPorts) {
            payload.str(rule.hosts().toString())
                    .str(Cidr.host(rule.pod()).toString())
                    .u16(rule.port().number())
                    .u16(rule.podPort())
                    .u8(rule.port().protocol().number());
        }
        return client.command(RequestType.MASQUERADE, payload);
    }

    /** The node's stack forgets its flows of datagrams to this address and port: the next one of each goes where the port leads now. */
    public Answer<Boolean> forgetDatagrams(IpAddress address, int port) {
        return client.command(
                RequestType.FORGET,
                new PayloadWriter().value(Scalars.ADDRESS, address).u16(port));
    }

    private static String text(@Nullable Cidr cidr) {
        return cidr == null ? "" : cidr.toString();
    }

    /** Puts the CNI configuration in place, after which the kubelet calls the node ready, or takes it away. */
    public Answer<Boolean> setCniConfiguration(boolean present) {
        return client.command(RequestType.CNI_CONF, new PayloadWriter().u8(present ? 1 : 0));
    }

    /** Removes everything that the loader made; the answer names devices of running pods, which are left. */
    public Answer<List<String>> uninstall() {
        return client.exchange(RequestType.UNINSTALL, new PayloadWriter(), answer -> {
            int count = answer.count(2);
            List<String> left = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                left.add(answer.str());
            }
            return left;
        });
    }

    /** The loader's own account of kernel, maps, refusals and losses, as JSON. */
    public Answer<String> status() {
        return client.exchange(RequestType.STATUS, new PayloadWriter(), PayloadReader::str);
    }

    private static Mac mac(PayloadReader answer) throws ProtocolException {
        return Mac.parse(HexFormat.ofDelimiter(":").formatHex(answer.raw(6)));
    }
}
