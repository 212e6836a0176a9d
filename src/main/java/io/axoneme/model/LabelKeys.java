// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

/** Label keys that the API gives a meaning to. Source: the cilium.io/v2 documentation on identity-relevant labels. */
public final class LabelKeys {

    /** Name of the pod's namespace. */
    public static final String NAMESPACE = "io.kubernetes.pod.namespace";
    /** Before each label of the pod's namespace. */
    public static final String NAMESPACE_LABELS = "io.cilium.k8s.namespace.labels.";
    /** Name of the pod's service account. */
    public static final String SERVICE_ACCOUNT = "io.cilium.k8s.policy.serviceaccount";
    /** Name of the pod's cluster. */
    public static final String CLUSTER = "io.cilium.k8s.policy.cluster";
    /** Generated from the named container ports, see {@link NamedPorts}. */
    public static final String NAMED_PORTS = "io.cilium.k8s.named-ports";

    private LabelKeys() {}
}
