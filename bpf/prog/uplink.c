// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The node's devices towards other nodes and the world. */
#include <linux/pkt_cls.h>

SEC("tc")
int axo_from_uplink(struct __sk_buff *skb)
{
	return TC_ACT_OK;
}
