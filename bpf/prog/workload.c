// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The two ends of a pod's node-side veth. */
#include <linux/pkt_cls.h>

SEC("tc")
int axo_from_workload(struct __sk_buff *skb)
{
	return TC_ACT_SHOT;
}

SEC("tc")
int axo_to_workload(struct __sk_buff *skb)
{
	return TC_ACT_SHOT;
}
