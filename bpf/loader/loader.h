/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The loader's parts as they see each other. One thread runs everything; nothing here may be called from another.
 * What can fail returns 0 or a negative errno and leaves a sentence in axo_problem.
 */
#ifndef AXO_LOADER_H
#define AXO_LOADER_H

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include "../include/abi.h"
#include "../include/protocol.h"

#ifndef AXO_BUILD_ID
#define AXO_BUILD_ID "development"
#endif
#define AXO_NO_INDEX 0xffffffffu
#define AXO_NAME_SIZE 16 /* a device name and its terminator (IFNAMSIZ) */
#define AXO_CIDR_SIZE 64
#define AXO_COUNT(array) (sizeof(array) / sizeof(*(array)))
#define axo_autoclose __attribute__((cleanup(axo_close))) /* a descriptor closed as its scope ends; negative: none */
#define axo_autofree __attribute__((cleanup(axo_free))) /* a pointer, or a struct axo_buffer */

extern struct axo_options {
	const char *socket, *uid, *bpffs, *cgroup, *uplink, *hooks, *map_entries, *netns_dir, *cni_conf_dir,
		*cni_socket;
} axo_options;

/* --- frames.c: trouble, and payloads --- */

/* Why a request failed; counted by name and shown by AXO_STATUS. */
enum axo_refusal {
#define AXO_REFUSAL(id, name) AXO_REFUSE_##id,
#include "refusals.def"
#undef AXO_REFUSAL
	AXO_REFUSAL_COUNT
};
extern __u64 axo_refusals[AXO_REFUSAL_COUNT];

extern struct axo_problem { /* like errno: what failed last, for whoever answers or logs it */
	__u32 index; /* element of the request that failed, or AXO_NO_INDEX */
	const char *log; /* the verifier's, or NULL; valid until the next load */
	char sentence[480];
} axo_problem;

struct axo_reader {
	const __u8 *at, *end;
};

struct axo_buffer {
	__u8 *data; /* grows with what is put in */
	size_t length, capacity;
};

/* Counts, writes the sentence and returns -error, to end a function. The other adds the errno's words. */
int axo_fail(enum axo_refusal why, int error, const char *format, ...) __attribute__((format(printf, 3, 4)));
#define axo_fail_errno(error, format, ...)                                                                             \
	axo_fail(AXO_REFUSE_KERNEL, error, format ": %s", ##__VA_ARGS__, strerror(error))
void axo_log(const char *subject, const char *format, ...) __attribute__((format(printf, 2, 3))); /* a line on stderr */
void axo_die(const char *subject)
	__attribute__((noreturn)); /* no memory, no way back: exits; the kernel keeps everything */
void axo_close(const int *fd);
void axo_free(void *pointer);
/*
 * Reads the fields that format names, "type name, type name, …": b __u8 *, h __u16 *, w __u32 *, s char *to and size_t size
 * (a str, terminated), r void *to and size_t size (raw bytes), a const void **at, const __u32 *count, const __u32 *each
 * (an array in place, unaligned). Nothing may be left over unless format ends in '+'. Refusals name the field.
 */
int axo_parse(struct axo_reader *in, const char *format, ...);
void axo_put(struct axo_buffer *out, const void *bytes, size_t count);
void axo_put_u32(struct axo_buffer *out, __u32 value);
void axo_put_str(struct axo_buffer *out, const char *text); /* of a longer text the last 65535 bytes */
void axo_print(struct axo_buffer *out, const char *format, ...);

/* --- pins.c: maps/, progs/ and links/ below the folder of pins --- */

int axo_pins_prepare(void);
int axo_pin_open(const char *folder, const char *name);
int axo_pin_put(int fd, const char *folder, const char *name); /* atomically, in place of what is pinned there */
void axo_pin_remove(const char *folder, const char *name);
void axo_pins_each(const char *folder, void (*visit)(const char *folder, const char *name)); /* may remove that pin */
int axo_pins_remove_all(void); /* once links are detached */

/* --- maps.c --- */

enum axo_map_use {
	AXO_MAP_OBSERVED = 1 << 0, /* nobody can recompute it: another shape is refused, not replaced */
	AXO_MAP_WRITE = 1 << 1, /* AXO_UPDATE and AXO_DELETE may touch it */
	AXO_MAP_WORDS = 1 << 2, /* mmapped array, written by atomic stores only */
	AXO_MAP_RING = 1 << 3,
	AXO_MAP_COUNTERS = 1 << 4, /* per CPU; read as sums of 64-bit words */
};

struct axo_map {
	const char *name;
	__u32 use; /* enum axo_map_use */
	int fd;
	__u32 type, id, key_size, value_size, max_entries; /* type 0: not loaded */
	__u32 stride; /* the kernel's distance between array elements, and between CPUs' values */
	__u8 *words; /* AXO_MAP_WORDS: the elements */
};

struct axo_dump { /* a place in a map; lives on when the map is replaced meanwhile */
	struct axo_map map; /* with a descriptor of its own; type 0: no dump */
	bool begun;
	__u8 token[64]; /* the kernel's place, no shorter than any key */
};

extern struct axo_map axo_maps[];
extern const size_t axo_map_count;

int axo_maps_open(void); /* all that are pinned; closes what was open */
void axo_maps_close(void);
struct axo_map *axo_map_named(const char *name); /* NULL: not in the table */
struct axo_map *axo_map_loaded(const char *name); /* refuses those not loaded */
int axo_map_update(struct axo_map *map, const void *keys, const void *values, __u32 count);
int axo_map_delete(struct axo_map *map, const __u8 *keys, __u32 count, __u32 *deleted);
int axo_dump_begin(struct axo_dump *dump, const struct axo_map *map);
void axo_dump_end(struct axo_dump *dump);
/* Appends entries (of AXO_MAP_WORDS those not all zero) and counts them. 1: more follow; 0: end; or an error. */
int axo_dump_next(struct axo_dump *dump, struct axo_buffer *out, __u32 *count);
int axo_maps_purge(__u16 endpoint_id, __u32 *deleted); /* AXO_CT_PURGE */

/* --- object.c, attach.c, events.c --- */

enum axo_attach_kind { AXO_WORKLOAD = 1, AXO_UPLINK = 2, AXO_CGROUP = 3 };

int axo_object_load(__u32 vector_bits, __u32 *observed); /* AXO_LOAD */
int axo_attach(__u8 kind, const char *where, __u32 *ifindex);
void axo_detach_device(__u32 ifindex);
bool axo_attached(__u32 ifindex); /* both workload programs are there */
int axo_detach_all(void);
void axo_links_sweep(void); /* pins of links whose device or cgroup is gone */
bool axo_tcx_works(void);
int axo_events_open(void); /* the rings of the maps now open; what is buffered stays */
void axo_events_close(void);
int axo_events_fd(void); /* readable when a ring fills up; -1: no rings */
bool axo_events_drain(void); /* a slice, so that requests need not wait; true: there may be more */
const struct axo_buffer *axo_events_frame(void); /* AXO_EVENTS or AXO_LOST, the same until sent; NULL: none */
void axo_events_sent(void);
void axo_events_status(struct axo_buffer *out);

/* --- netlink.c --- */

/* Marks by which ours are told from others' without any state. */
#define AXO_ROUTE_PROTOCOL 0x61 /* routes to other nodes: the set of AXO_ROUTES */
#define AXO_ROUTE_PROTOCOL_POD 0x62 /* the route to a pod: goes with its device */
#define AXO_LINK_GROUP 0x61786f6e /* "axon": set in the very step that makes a device */
/* Lists of attributes are: int type, const void *data, size_t size, …; those up to AXO_NEST_END stand in the one begun last. */
#define AXO_END -1
#define AXO_NEST_END -2
#define AXO_NEST(type) (int)(type) | NLA_F_NESTED, NULL, (size_t)0
#define AXO_ATTR(type, object) (int)(type), (const void *)&(object), sizeof(object)
#define AXO_TEXT(type, text) (int)(type), (const void *)(text), strlen(text) + 1

struct axo_link {
	__u32 ifindex, peer; /* peer: ifindex in the peer's namespace, 0 when it has none */
	bool loopback, veth, ours;
	char name[AXO_NAME_SIZE];
	__u8 mac[6];
};

typedef void axo_visit(const struct nlmsghdr *head, void *context);

int axo_nl_open(void); /* in the namespace the caller is in now; negative errno */
/* Sends one request (body of `size` bytes, then attributes) and takes all of its answer: visit, if any, sees each message. */
int axo_nl(int fd, __u16 type, __u16 flags, const void *body, size_t size, axo_visit *visit, void *context, ...);
#define axo_nl_do(fd, type, flags, body, ...)                                                                          \
	axo_nl(fd, type, flags, &(body), sizeof(body), NULL, NULL, ##__VA_ARGS__, AXO_END)
#define axo_nl_dump(fd, type, body, visit, context)                                                                    \
	axo_nl(fd, type, NLM_F_DUMP, &(body), sizeof(body), visit, context, AXO_END)
void axo_nl_read(const struct nlmsghdr *head, size_t body, __u16 type, void *to, size_t size); /* copies, if it fits */
int axo_name_check(const char *name); /* refuses what no device may be called */
int axo_link_get(int fd, const char *name, struct axo_link *link); /* fd -1: in the own namespace */
int axo_links(struct axo_buffer *links); /* a struct axo_link for each device, then one with ifindex 0; also on error */
bool axo_nl_has_filters(__u32 ifindex); /* anybody's, at the device's clsact qdisc */

/* --- veth.c, routes.c, nft.c --- */

struct axo_veth {
	char netns[256], node[AXO_NAME_SIZE], pod[AXO_NAME_SIZE];
	__u32 mtu, ifindex; /* ifindex and MACs: of what was made */
	__u8 address[2][16], has[2], pod_mac[6], node_mac[6]; /* IPv4 (4 bytes), IPv6 */
};

struct axo_route { /* as in the frame */
	__u8 prefix[16], bits, via[16];
};

int axo_veth_add(struct axo_veth *veth);
int axo_veth_delete(const char *name);
int axo_routes_replace(const struct axo_route *routes, __u32 count);
int axo_cidr(const char *text, char canonical[AXO_CIDR_SIZE]); /* in one spelling; returns the family, 0: none */
/* All canonical; "" for no such family, both "" to remove the table. */
int axo_masquerade(const char *pods4, const char *pods6, const char (*exempt)[AXO_CIDR_SIZE], __u32 count);

/* --- node.c, server.c, requests.c --- */

struct axo_connection {
	int fd; /* -1: free */
	__u32 role, watched; /* role: 0 before HELLO, 1 control, 2 events */
	bool closing; /* once the answer is out */
	struct axo_frame head;
	__u8 *payload;
	struct axo_reader in; /* of the payload */
	size_t got, sent; /* of head and payload; of the frame that goes out */
	struct axo_buffer out; /* one frame; nothing is read while it waits */
	struct axo_dump dump; /* more frames of this answer to come */
};

const char *axo_cgroup_root(void); /* the first cgroup2 mount, or "" */
void axo_status(struct axo_buffer *out); /* JSON */
int axo_conf(bool write);
int axo_uninstall(struct axo_buffer *left, __u32 *count); /* names the running pods' devices, as str */
int axo_serve(void); /* until SIGTERM or SIGINT */
void axo_answer(struct axo_connection *connection);
void axo_answer_more(struct axo_connection *connection);

#endif
