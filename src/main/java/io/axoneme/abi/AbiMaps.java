// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import io.axoneme.model.IpAddress;
import java.util.List;

/** Every map of the datapath whose entries are more than raw vectors. {@code membership} and {@code vector} hold vectors. */
public final class AbiMaps {
    /** Single addresses; {@link #IPCACHE} has prefixes. */
    public static final AbiMap<IpAddress, IpcacheValue> IPCACHE_HOST =
            derived("ipcache_host", Scalars.ADDRESS, IpcacheValue.CODEC, Abi.MAX_IPCACHE);

    public static final AbiMap<IpcacheKey, IpcacheValue> IPCACHE =
            derived("ipcache", IpcacheKey.CODEC, IpcacheValue.CODEC, Abi.MAX_IPCACHE);
    public static final AbiMap<Integer, Integer> IDENTITY_SLOT =
            derived("identity_slot", Scalars.U32, Scalars.U32, Abi.MAX_SLOTS);
    /** Rows of one port or message type; {@link #POLICY} has those of shorter prefixes. */
    public static final AbiMap<PolicyKey, Row> POLICY_PORT =
            derived("policy_port", PolicyKey.CODEC, Row.CODEC, Abi.MAX_ROWS);

    public static final AbiMap<PolicyKey, Row> POLICY = derived("policy", PolicyKey.CODEC, Row.CODEC, Abi.MAX_ROWS);
    public static final AbiMap<Integer, Row> POLICY_MORE = derived("policy_more", Scalars.U32, Row.CODEC, Abi.MAX_ROWS);
    public static final AbiMap<Integer, PolicyHead> POLICY_HEAD =
            derived("policy_head", Scalars.U32, PolicyHead.CODEC, Abi.MAX_POLICIES);
    public static final AbiMap<Integer, Integer> ENDPOINT_POLICY =
            new AbiMap<>("endpoint_policy", AbiMap.Access.STORES, Scalars.U32, Scalars.U32, Abi.MAX_ENDPOINTS);
    public static final AbiMap<IpAddress, Endpoint> ENDPOINT =
            derived("endpoint", Scalars.ADDRESS, Endpoint.CODEC, 2 * Abi.MAX_ENDPOINTS);
    public static final AbiMap<Integer, Endpoint> ENDPOINT_DEV =
            derived("endpoint_dev", Scalars.U32, Endpoint.CODEC, Abi.MAX_ENDPOINTS);
    public static final AbiMap<ServiceKey, ServiceValue> SERVICE =
            derived("service", ServiceKey.CODEC, ServiceValue.CODEC, Abi.MAX_SERVICES);
    public static final AbiMap<BackendKey, BackendValue> BACKEND =
            derived("backend", BackendKey.CODEC, BackendValue.CODEC, Abi.MAX_BACKENDS);
    public static final AbiMap<Integer, DatapathConfig> CONFIG =
            derived("config", Scalars.U32, DatapathConfig.CODEC, 1);

    public static final AbiMap<CtKey, CtValue> CT_NEW =
            new AbiMap<>("ct_new", AbiMap.Access.OBSERVED, CtKey.CODEC, CtValue.CODEC, Abi.MAX_CT_NEW);
    public static final AbiMap<CtKey, CtValue> CT_EST =
            new AbiMap<>("ct_est", AbiMap.Access.OBSERVED, CtKey.CODEC, CtValue.CODEC, Abi.MAX_CT_EST);
    public static final AbiMap<FragKey, FragValue> FRAG =
            new AbiMap<>("frag", AbiMap.Access.OBSERVED, FragKey.CODEC, FragValue.CODEC, Abi.MAX_FRAGMENTS);
    public static final AbiMap<SockReverseKey, SockReverseValue> SOCK_REVERSE = new AbiMap<>(
            "sock_reverse", AbiMap.Access.OBSERVED, SockReverseKey.CODEC, SockReverseValue.CODEC, Abi.MAX_SOCK_REVERSE);
    public static final AbiMap<CounterKey, Count> COUNTERS =
            new AbiMap<>("counters", AbiMap.Access.COUNTERS, CounterKey.CODEC, Count.CODEC, Abi.MAX_COUNTERS);
    public static final AbiMap<MetricKey, Count> METRICS =
            new AbiMap<>("metrics", AbiMap.Access.COUNTERS, MetricKey.CODEC, Count.CODEC, 512);
    public static final AbiMap<LostKey, Long> EVENTS_LOST =
            new AbiMap<>("events_lost", AbiMap.Access.COUNTERS, LostKey.CODEC, Scalars.U64, Abi.MAX_ENDPOINTS);

    /** Codecs of every struct of the contract. */
    static final List<StructCodec<?>> STRUCTS = List.of(
            BackendKey.CODEC,
            BackendValue.CODEC,
            DatapathConfig.CODEC,
            Count.CODEC,
            CounterKey.CODEC,
            CtKey.CODEC,
            CtValue.CODEC,
            Endpoint.CODEC,
            Event.CODEC,
            FragKey.CODEC,
            FragValue.CODEC,
            IpcacheKey.CODEC,
            IpcacheValue.CODEC,
            LostKey.CODEC,
            MetricKey.CODEC,
            PolicyHead.CODEC,
            PolicyKey.CODEC,
            Row.CODEC,
            Segment.CODEC,
            ServiceKey.CODEC,
            ServiceValue.CODEC,
            SockReverseKey.CODEC,
            SockReverseValue.CODEC);

    private AbiMaps() {}

    private static <K, V> AbiMap<K, V> derived(String name, Codec<K> key, Codec<V> value, int capacity) {
        return new AbiMap<>(name, AbiMap.Access.ENTRIES, key, value, capacity);
    }
}
