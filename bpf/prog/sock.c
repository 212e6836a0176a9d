// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Service addresses become backends at the socket; attached to a cgroup, for every process below it. */

SEC("cgroup/connect4")
int axo_connect4(struct bpf_sock_addr *ctx)
{
	return axo_sock_forward4(ctx);
}

SEC("cgroup/connect6")
int axo_connect6(struct bpf_sock_addr *ctx)
{
	return axo_sock_forward6(ctx);
}

SEC("cgroup/sendmsg4")
int axo_sendmsg4(struct bpf_sock_addr *ctx)
{
	return axo_sock_forward4(ctx);
}

SEC("cgroup/sendmsg6")
int axo_sendmsg6(struct bpf_sock_addr *ctx)
{
	return axo_sock_forward6(ctx);
}

SEC("cgroup/recvmsg4")
int axo_recvmsg4(struct bpf_sock_addr *ctx)
{
	return axo_sock_reverse4(ctx);
}

SEC("cgroup/recvmsg6")
int axo_recvmsg6(struct bpf_sock_addr *ctx)
{
	return axo_sock_reverse6(ctx);
}

SEC("cgroup/getpeername4")
int axo_getpeername4(struct bpf_sock_addr *ctx)
{
	return axo_sock_reverse4(ctx);
}

SEC("cgroup/getpeername6")
int axo_getpeername6(struct bpf_sock_addr *ctx)
{
	return axo_sock_reverse6(ctx);
}
