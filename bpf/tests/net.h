/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The same small world with real devices and packets: this process's namespace is the node; two pods and the outside (with REMOTE4 in it)
 * are namespaces held by child processes, which go with them.
 */
#ifndef AXT_NET_H
#define AXT_NET_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "../host/link.h"
#include "world.h"

#define UPLINK4 "192.168.77.1"
#define OUTSIDE4 "192.168.77.2"

enum axt_place {
	AT_NODE,
	AT_A,
	AT_B,
	AT_OUTSIDE,
	AXT_PLACES,
};

enum axt_hook {
	AXT_CLSACT,
	AXT_TCX,
};

/* A fresh world with programs attached. Skips the test where the kernel has no such hook. */
void axt_net_open(enum axt_hook hook);
void axt_net_close(void);

/* Runs a command with its standard output dropped; dies when it fails. */
void axt_run(enum axt_place place, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A device there. */
struct axo_link axt_link(enum axt_place place, const char *device);

/* A socket of that place. */
int axt_socket(enum axt_place place, int family, int type, int protocol);
/* Bound there, listening if it is a stream. */
int axt_server(enum axt_place place, int type, const char *address, uint16_t port);
/* Connects within 500 ms (a stream) or at once. Returns the socket, or -errno. */
int axt_call(enum axt_place place, int type, const char *address, uint16_t port);
struct sockaddr_storage axt_name(const char *address, uint16_t port, socklen_t *length);
/* Waits for a message of up to 300 ms. False when none came. */
bool axt_hears(int fd);
/* A call, a question and its answer. 0, or the errno of what failed. */
int axt_exchange(enum axt_place from, enum axt_place to, int type, const char *address, uint16_t port);

/* Reads the rings for up to so long, until the last event of this kind satisfies all given numbers (-1: any). */
bool axt_await_event(enum axo_event_type type, int subtype, int endpoint, int ms, struct axo_event *found);

#endif
