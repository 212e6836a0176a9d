// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

/** Numbers of {@code abi.h} that are not part of a struct's layout. A test compares each of them with the header. */
public final class Abi {
    /** Moves with every incompatible change of a derived map. */
    public static final int VERSION = 2;

    /** Endpoint ids are 1 to one less than this; 0 is nobody. */
    public static final int MAX_ENDPOINTS = 4096;
    /** Membership vectors, one an identity; slot 0 belongs to identity 0. */
    public static final int MAX_SLOTS = 65536;
    /** Interned bit sets that are too long for a segment. */
    public static final int MAX_VECTORS = 4096;

    public static final int MAX_ROWS = 262144;
    public static final int MAX_POLICIES = 16384;
    public static final int MAX_IPCACHE = 262144;
    public static final int MAX_CT_NEW = 65536;
    public static final int MAX_CT_EST = 262144;
    public static final int MAX_FRAGMENTS = 8192;
    public static final int MAX_SERVICES = 65536;
    public static final int MAX_BACKENDS = 262144;
    public static final int MAX_SOCK_REVERSE = 65536;
    public static final int MAX_COUNTERS = 131072;

    /** Widths of a vector, in bits; one is chosen when the programs are loaded. */
    public static final int VECTOR_BITS_MIN = 512;

    public static final int VECTOR_BITS_MID = 2048;
    public static final int VECTOR_BITS_MAX = 8192;

    /** The workload's direction. */
    public static final int INGRESS = 1;

    public static final int EGRESS = 2;

    /** No segment matched: the policy's default decides. */
    public static final int ACTION_NONE = 0;

    public static final int ACTION_ALLOW = 1;
    public static final int ACTION_DENY = 2;
    public static final int ACTION_REDIRECT = 3;

    /** Flag of an ipcache entry: the address is this node's own, so as a source it may never come in at the uplink. */
    public static final int IPCACHE_LOCAL = 1;

    /** Prefix lengths of a policy key: every protocol and port; one protocol; one exact port. */
    public static final int POLICY_PREFIX_ANY = 40;

    public static final int POLICY_PREFIX_PROTOCOL = 48;
    public static final int POLICY_PREFIX_PORT = 64;

    /** Bit numbers that fit in a segment itself. */
    public static final int SEGMENT_BITS = 8;
    /** {@code nbits} of a segment whose set stands in the map {@code vector}. */
    public static final int SEGMENT_VECTOR = 0xff;

    public static final int ROW_SEGMENTS = 8;

    /** Flags of a policy head. */
    public static final int POLICY_ENFORCE_INGRESS = 1;

    public static final int POLICY_ENFORCE_EGRESS = 2;
    public static final int POLICY_AUDIT = 4;

    /** Flags of an endpoint. */
    public static final int ENDPOINT_IPV4 = 1;

    public static final int ENDPOINT_IPV6 = 2;

    /** Flags of a conntrack entry. */
    public static final int CT_INGRESS = 1;

    public static final int CT_REPLY_SEEN = 2;
    public static final int CT_ESTABLISHED = 4;
    public static final int CT_FIN_FORWARD = 8;
    public static final int CT_FIN_REPLY = 16;
    public static final int CT_RST = 32;

    /** Version byte of a conntrack entry. */
    public static final int CT_VERSION = 1;

    /** {@code segment} of an event or counter: the policy's default decided, no segment. */
    public static final int SEGMENT_DEFAULT = 0xff;
    /** {@code reason} of what a full table had no place to count. */
    public static final int METRIC_UNCOUNTED = 255;

    /** {@code bit} of an event that no selector decided. */
    public static final int NO_BIT = 0xffff;

    /** Types of events, in Hubble's numbers. */
    public static final int EVENT_DROP = 1;

    public static final int EVENT_TRACE = 4;
    public static final int EVENT_VERDICT = 5;

    /** Flag of an event: passed although the full set of policies denies. */
    public static final int EVENT_AUDIT = 1;

    private Abi() {}
}
