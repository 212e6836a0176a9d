// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The two ways of a pod's node-side veth. */

/* Ingress of the veth: what the pod sends. */
SEC("tc")
int axo_from_workload(struct __sk_buff *skb)
{
	return axo_way_from_workload(skb);
}

/* Egress of the veth: what the node's stack sends to the pod. */
SEC("tc")
int axo_to_workload(struct __sk_buff *skb)
{
	return axo_way_to_workload(skb);
}
