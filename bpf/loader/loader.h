/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The loader's parts as they see each other. One thread runs everything; nothing here may be called from another.
 * What can fail returns 0 or a negative errno and leaves a sentence in axo_problem.
 */
#ifndef AXO_LOADER_H
#define AXO_LOADER_H

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <linux/types.h>
#include <sys/socket.h>
#include "../include/abi.h"
#include "../include/protocol.h"
#include "../host/fields.h"
#include "../host/hooks.h"
#include "../host/link.h"
#include "../host/map.h"

#ifndef AXO_BUILD_ID
#define AXO_BUILD_ID "development"
#endif
#define AXO_NO_INDEX 0xffffffffu
#define AXO_COUNT(array) (sizeof(array) / sizeof(*(array)))

extern struct axo_options {
	const char *socket, *uid, *bpffs, *cgroup, *uplink, *hooks, *map_entries, *netns_dir, *cni_conf_dir,
		*cni_socket;
} axo_options;

/* --- trouble.c --- */

/* Why a request failed; counted by name and shown by AXO_STATUS. */
enum axo_refusal {
#define AXO_REFUSAL(id, name) AXO_REFUSE_##id,
#include "refusals.def"
#undef AXO_REFUSAL
	AXO_REFUSAL_COUNT
};
extern __u64 axo_refusals[AXO_REFUSAL_COUNT];

extern struct axo_problem { /* like errno: what failed last, for whoever answers or logs it */
	enum axo_refusal why;
	__u32 index; /* element of the request that failed, or AXO_NO_INDEX */
	const char *log; /* the verifier's, or NULL; valid until the next load */
	char sentence[480];
} axo_problem;

int axo_refuse(enum axo_refusal why, int error, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Writes why and the sentence and returns -error, to end a function; its answer counts. The other adds the errno's words. */
#define axo_fail(why, error, ...) axo_refuse(AXO_REFUSE_##why, error, __VA_ARGS__)
#define axo_fail_errno(error, format, ...) axo_fail(KERNEL, error, format ": %s", ##__VA_ARGS__, strerror(error))
int axo_malformed(const char *sentence); /* of axo_read; NULL: it is not */
#define axo_parse(in, ...) axo_malformed(axo_read(in, __VA_ARGS__))
void axo_log(const char *subject, const char *format, ...) __attribute__((format(printf, 2, 3))); /* a line on stderr */

/* --- pins.c: maps/, progs/ and links/ below the folder of pins --- */

int axo_pins_prepare(void);
int axo_pin_open(const char *folder, const char *name);
int axo_pin_put(int fd, const char *folder, const char *name); /* atomically, in place of what is pinned there */
void axo_pin_remove(const char *folder, const char *name);
void axo_pins_each(const char *folder, void (*visit)(const char *folder, const char *name)); /* may remove that pin */
int axo_pins_remove_all(void); /* once links are detached */

/* --- maps.c --- */

extern struct axo_map axo_maps[]; /* the last has no name */

int axo_maps_open(void); /* all that are pinned; closes what was open */
void axo_maps_close(void);
struct axo_map *axo_map_named(const char *name); /* NULL: not in the table */
int axo_map_find(const char *name, struct axo_map **map); /* refuses those not loaded */

/* --- attach.c, events.c --- */

void axo_detach_device(__u32 ifindex);
bool axo_attached(__u32 ifindex); /* both workload programs are there */
int axo_detach_all(void);
void axo_links_sweep(void); /* pins of links whose device or cgroup is gone */
bool axo_tcx_used(void); /* or filters, by --hooks and kernel */
int axo_events_open(void); /* the rings of the maps now open; what is buffered stays */
void axo_events_close(void);
int axo_events_fd(void); /* readable when a ring fills up; -1: no rings */
bool axo_events_drain(void); /* a slice, so that requests need not wait; true: there may be more */
struct axo_buffer *axo_events_frame(void); /* AXO_EVENTS or AXO_LOST, the same until emptied; NULL: none */
void axo_events_status(FILE *out);

/* --- veth.c, routes.c, node.c --- */

/* Marks by which ours are told from others' without any state. */
#define AXO_ROUTE_PROTOCOL 0x61 /* routes to other nodes: the set of AXO_ROUTES */
#define AXO_ROUTE_PROTOCOL_POD 0x62 /* the route to a pod: goes with its device */

int axo_name_check(const char *name); /* refuses what no device may be called */
int axo_links(
	struct axo_buffer *links); /* a struct axo_link for each device; then, also on error, one with ifindex 0 */
int axo_uninstall(struct axo_buffer *left); /* as axo_links(): ours are of running pods */

/* --- server.c, requests.c --- */

struct axo_connection {
	int fd; /* -1: free */
	__u32 role; /* 0 before HELLO (which is answered once), 1 control, 2 events */
	struct axo_frame head;
	__u8 *payload;
	struct axo_reader in; /* of the payload */
	size_t got, sent; /* of head and payload; of the frame that goes out */
	struct axo_buffer out; /* one frame; nothing is read while it waits */
	struct axo_dump dump; /* more frames of this answer to come */
};

int axo_serve(void); /* until SIGTERM or SIGINT */
void axo_answer(struct axo_connection *connection);
void axo_answer_more(struct axo_connection *connection);
__u32 *axo_put_number(struct axo_connection *c); /* of the answer; its place is good until more is appended */
int axo_check_bound(__u32 element, const char *field, __u32 value, __u32 limit);

/* Requests, by their names in protocol.h; axo_change: UPDATE and DELETE, axo_words: VECTORS, BITS and FLIP, axo_devices: VETH_LIST and UNINSTALL. */
typedef int axo_handler(struct axo_connection *c);
axo_handler axo_load, axo_attach, axo_change, axo_words, axo_dump, axo_forget, axo_veth_add, axo_veth_delete,
	axo_devices, axo_routes, axo_masquerade, axo_cni_conf, axo_status;

#endif
