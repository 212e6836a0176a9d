// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The peer that roundtrip.c measures against: from one pod into the other's end of its veth, without any logic. */
#include <linux/types.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

/* The node-side devices of the two pods. */
volatile const __u32 axt_device_a;
volatile const __u32 axt_device_b;

SEC("tc")
int redirect_across(struct __sk_buff *skb)
{
	if (skb->protocol != bpf_htons(ETH_P_IP))
		return TC_ACT_OK;
	return bpf_redirect_peer(skb->ifindex == axt_device_a ? axt_device_b : axt_device_a, 0);
}

char axt_license[] SEC("license") = "Dual BSD/GPL";
