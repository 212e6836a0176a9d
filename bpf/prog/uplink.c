// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Ingress of the node's devices towards other nodes and the world. */

SEC("tc")
int axo_from_uplink(struct __sk_buff *skb)
{
	return axo_way_from_uplink(skb);
}
