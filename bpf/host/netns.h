/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The network namespace of whoever loads the programs is the node's. */
#ifndef AXO_NETNS_H
#define AXO_NETNS_H

#include <linux/types.h>
#include <sys/socket.h>
#include "scope.h"

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

/* The number by which programs know the own network namespace; 0: this kernel does not tell (before 5.14). */
static inline __u64 axo_own_netns(void)
{
	axo_autoclose int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	socklen_t size = sizeof(__u64);
	__u64 cookie = 0;

	return getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size) ? 0 : cookie;
}

#endif
