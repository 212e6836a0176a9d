/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A loader of its own for each test, in network and mount namespaces of its own: whatever a test leaves behind goes with it.
 * Needs root, AXO_LOADER and AXO_CNI: the programs under test. Everything here ends the test with a sentence when it fails.
 */
#ifndef AXO_TEST_HARNESS_H
#define AXO_TEST_HARNESS_H

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/types.h>
#include <sys/types.h>

#include "../../include/abi.h"
#include "../../include/protocol.h"
#include "../../host/fields.h"

#define CHECK(condition, ...)                                                                                          \
	do {                                                                                                           \
		if (!(condition))                                                                                      \
			fail_at(__FILE__, __LINE__, #condition, __VA_ARGS__);                                          \
	} while (0)

void fail_at(const char *file, int line, const char *condition, const char *format, ...)
	__attribute__((format(printf, 4, 5), noreturn));
/* Says which case runs; the last one said names the failure. */
void test_case(const char *name);
/* Prints the time it took and returns main()'s 0. */
int test_end(void);

/* --- the world of a test --- */

extern char test_dir[64]; /* tmpfs: loader.sock, bpf/, netns/, cni/ */

void world_enter(void);
/* A cgroup of its own, removed with the world: the machine's root is nobody's to attach to in a test. */
const char *world_cgroup(void);
/* A network namespace at netns/NAME in test_dir; returns a descriptor of it. */
int pod_make(const char *name);
/* Runs the function in a child that has joined the namespace; returns its exit code. */
int pod_run(int netns, int (*function)(void *context), void *context);
pid_t pod_start(int netns, int (*function)(void *context), void *context);
int wait_for(pid_t pid);
/* "TEST_DIR/name", in one of a few buffers. */
const char *test_path(const char *name);
__u32 map_id(const char *name); /* of the map pinned under this name */
/* What a shell command prints. */
const char *output_of(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Runs a shell command that must succeed. */
void shell(const char *format, ...) __attribute__((format(printf, 1, 2)));
double seconds(void);

/* --- the loader --- */

/* As in its container: no capabilities but BPF, PERFMON, NET_ADMIN and SYS_ADMIN. Set before loader_start(). */
extern bool loader_confined;
/* Who client_connect() is to the loader; 0. */
extern uid_t client_uid;
/* Further options end with NULL. Waits until the socket is there. */
pid_t loader_start(const char *option, ...);
void loader_kill(pid_t pid); /* -9 */
void loader_stop(pid_t pid); /* asks it to end, and checks that it does so with 0 */

struct answer {
	struct axo_frame head;
	__u8 *bytes; /* of the last frame received; freed by the next call */
	__u32 index; /* when head.error: of the element that failed */
	char sentence[512];
};

extern struct axo_buffer test_payload;
#define payload_of(...) /* as axo_write(); one at a time */                                                            \
	(test_payload.length = 0, axo_write(&test_payload, __VA_ARGS__), &test_payload)

int client_connect(void);
int client_hello(__u32 role); /* with "" as layout */
void client_send(int fd, __u16 type, const struct axo_buffer *payload);
bool client_receive(int fd, struct answer *answer); /* false: the loader closed the connection */
/* Sends and receives; the answer's payload stands in `answer` until the next call. */
struct answer *client_call(int fd, __u16 type, const struct axo_buffer *payload);
/* The same, and checks that it succeeds. */
struct answer *client_do(int fd, __u16 type, const struct axo_buffer *payload);
/* The same, and checks that it is refused with that errno and a sentence that holds `word`. */
void client_refused(int fd, __u16 type, const struct axo_buffer *payload, int error, const char *word);
/* Entries of a dump with this key (NULL: all); the value of the last one in *value, when not NULL. */
__u32 client_dump(int fd, const char *map, const void *key, void *value);
__u64 status_number(int fd, const char *name); /* the number after "name": in AXO_STATUS's JSON */

/* --- pods that talk under policy --- */

enum { POLICY_OPEN = 1, POLICY_CLOSED = 2 }; /* allow by default; deny by default, both ways */

struct pod {
	char name[16], device[16]; /* namespace axl-podN; axo0000000N */
	char address[24]; /* ::ffff:10.9.0.N */
	__u8 macs[12]; /* the pod's, then the node's */
	__u32 ifindex;
	__u16 id; /* endpoint N, identity 1000 + N */
	int netns;
};

/* Writes config and the two policies. */
void policies_make(int control);
/* Writes one entry of a derived map. */
void map_set(int control, const char *map, const void *key, size_t key_size, const void *value, size_t value_size);
/* Namespace and veth alone. */
struct pod pod_plug(int control, __u16 n);
/* What the agent writes for a pod: who it is, by device and address, and who others take it for; the open policy. */
void pod_write(int control, const struct pod *pod);
/* Namespace, veth, programs, maps: endpoint N under the open policy. */
struct pod pod_join(int control, __u16 n);
void pod_policy(int control, const struct pod *pod, __u32 policy);

struct flow { /* one TCP connection, one byte to and fro without end */
	pid_t server, client;
	volatile struct {
		unsigned long exchanges;
		int broken; /* errno that ended it; 0: runs */
	} * state; /* shared with the client */
};

struct flow flow_start(const struct pod *from, const struct pod *to);
/* Waits for so many more exchanges; false when there are none for a second. */
bool flow_runs(const struct flow *flow, unsigned long exchanges);
void flow_stop(struct flow *flow);
/* A connection can be made (within half a second). */
bool can_connect(const struct pod *from, const struct pod *to);

#endif
