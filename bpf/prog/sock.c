// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Service addresses become backends at the socket. */
#define AXO_SOCK_PROGRAM(name, section) \
	SEC(section)                    \
	int name(struct bpf_sock_addr *ctx) \
	{                               \
		return 1;               \
	}

AXO_SOCK_PROGRAM(axo_connect4, "cgroup/connect4")
AXO_SOCK_PROGRAM(axo_connect6, "cgroup/connect6")
AXO_SOCK_PROGRAM(axo_sendmsg4, "cgroup/sendmsg4")
AXO_SOCK_PROGRAM(axo_sendmsg6, "cgroup/sendmsg6")
AXO_SOCK_PROGRAM(axo_recvmsg4, "cgroup/recvmsg4")
AXO_SOCK_PROGRAM(axo_recvmsg6, "cgroup/recvmsg6")
AXO_SOCK_PROGRAM(axo_getpeername4, "cgroup/getpeername4")
AXO_SOCK_PROGRAM(axo_getpeername6, "cgroup/getpeername6")
