/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The loader's own parts, as they see each other. One thread runs everything; nothing here is safe to call from another.
 *
 * Functions that can fail return 0 or a negative errno and leave a sentence in struct axo_problem.
 */
#ifndef AXO_LOADER_H
#define AXO_LOADER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <linux/types.h>

#include "../include/abi.h"
#include "../include/protocol.h"

#ifndef AXO_BUILD_ID
#define AXO_BUILD_ID "development"
#endif

#define AXO_NO_INDEX 0xffffffffu
#define AXO_NAME_MAX 16 /* a device name and its terminator (IFNAMSIZ) */

/* --- options (main.c) ------------------------------------------------------------------------------- */

enum axo_hook_choice { AXO_HOOKS_AUTO, AXO_HOOKS_TCX, AXO_HOOKS_CLSACT };

struct axo_options {
	const char *socket;	  /* listening socket; made with mode 0600 and given to uid */
	const char *bpffs;	  /* folder of the pins, on a bpf file system */
	const char *cni_conf_dir; /* where the runtime reads its configuration */
	const char *cni_socket;	  /* named in that configuration: where the agent listens */
	const char *netns_dir;	  /* the one folder that network namespaces are taken from */
	const char *cgroup;	  /* root for the socket programs; NULL: the first cgroup2 mount */
	const char *uplinks[16];  /* patterns (fnmatch) of devices that may be uplinks; none: any but lo and pods' */
	unsigned int nuplinks;
	uid_t uid; /* the only peer that is heard */
	enum axo_hook_choice hooks;
};

extern struct axo_options axo_options;

/* --- trouble (report.c) ----------------------------------------------------------------------------- */

/* Why a request was turned down: counted by name, shown by AXO_STATUS. */
#define AXO_REFUSALS(X)                                                                                                \
	X(PEER_UID, "peer_uid")                                                                                        \
	X(CONNECTIONS, "too_many_connections")                                                                         \
	X(OVERSIZE, "oversize_frame")                                                                                  \
	X(NO_HELLO, "no_hello")                                                                                        \
	X(VERSION, "protocol_version")                                                                                 \
	X(LAYOUT, "layout")                                                                                            \
	X(MALFORMED, "malformed_frame")                                                                                \
	X(REQUEST, "unknown_request")                                                                                  \
	X(MAP, "unknown_map")                                                                                          \
	X(MAP_USE, "map_use")                                                                                          \
	X(MAP_SHAPE, "map_shape")                                                                                      \
	X(BOUNDS, "out_of_bounds")                                                                                     \
	X(DEVICE_NAME, "device_name")                                                                                  \
	X(DEVICE, "foreign_device")                                                                                    \
	X(NETNS, "network_namespace")                                                                                  \
	X(CGROUP, "cgroup_path")                                                                                       \
	X(EVENT_SIZE, "event_size")

enum axo_refusal {
#define AXO_REFUSAL_ENUM(id, name) AXO_REFUSE_##id,
	AXO_REFUSALS(AXO_REFUSAL_ENUM)
#undef AXO_REFUSAL_ENUM
	AXO_REFUSAL_COUNT
};

struct axo_problem {
	__u32 index;	 /* element of the request that failed, or AXO_NO_INDEX */
	const char *log; /* the verifier's, or NULL; valid until the next load */
	char sentence[480];
};

/* Writes the sentence and returns -error, so that it can end a function. */
int axo_fail(struct axo_problem *problem, int error, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The same, and counts the refusal. */
int axo_refuse(struct axo_problem *problem, enum axo_refusal why, int error, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void axo_count_refusal(enum axo_refusal why);
__u64 axo_refusals(enum axo_refusal why);
const char *axo_refusal_name(enum axo_refusal why);
/* One line on stderr, subject first. */
void axo_log(const char *subject, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* For what cannot be survived (memory, the way back to the own namespace): says it and exits. The kernel keeps everything. */
void axo_die(const char *subject, const char *format, ...) __attribute__((format(printf, 2, 3), noreturn));

/* --- pins (pins.c) ---------------------------------------------------------------------------------- */

#define AXO_PIN_MAPS "maps"
#define AXO_PIN_PROGS "progs"
#define AXO_PIN_LINKS "links"

/* Makes the folders; fails when they would not lie on a bpf file system. */
int axo_pins_prepare(struct axo_problem *problem);
/* A new descriptor of the pinned object, or -ENOENT. */
int axo_pin_open(const char *folder, const char *name);
/* Pins fd under that name, in place of what may be pinned there, atomically. */
int axo_pin_put(int fd, const char *folder, const char *name);
/* Absent is no error. */
int axo_pin_remove(const char *folder, const char *name);
/* Calls visit for each name; it may remove that pin. */
int axo_pins_each(const char *folder, void (*visit)(const char *name, void *context), void *context);
/* Removes every pin and the folders themselves. */
int axo_pins_remove_all(struct axo_problem *problem);

/* --- maps (maps.c) ---------------------------------------------------------------------------------- */

enum axo_map_use {
	AXO_MAP_OBSERVED = 1 << 0, /* nobody can recompute it: another shape is refused, not replaced */
	AXO_MAP_WRITE = 1 << 1,	   /* AXO_UPDATE and AXO_DELETE may touch it */
	AXO_MAP_WORDS = 1 << 2,	   /* mmapped array, written by atomic stores only */
	AXO_MAP_RING = 1 << 3,
	AXO_MAP_COUNT = 1 << 4, /* per CPU; values are sums of 64-bit words */
};

struct axo_map {
	const char *name;
	__u32 use; /* enum axo_map_use */
	int fd;	   /* -1: not loaded */
	__u32 type, id, key_size, value_size, max_entries;
	__u32 stride; /* bytes from one element of `words` to the next */
	void *words;  /* AXO_MAP_WORDS: the elements themselves */
};

/* Place in a dump; lives on when the map is replaced meanwhile. */
struct axo_dump {
	int fd; /* -1: no dump */
	struct axo_map map;
	__u32 next; /* AXO_MAP_WORDS: next index */
	bool begun;
	__u8 token[64]; /* the kernel's place, at least as long as any key */
};

struct axo_buffer;

/* Opens every pinned map anew (those not pinned have fd -1) and maps the word arrays. */
int axo_maps_open(struct axo_problem *problem);
void axo_maps_close(void);
struct axo_map *axo_maps_first(void);
struct axo_map *axo_map_next(struct axo_map *map); /* NULL after the last */
/* By name; refuses unknown and not yet loaded ones. */
struct axo_map *axo_map_find(const char *name, struct axo_problem *problem);
/* The same without the need to be loaded; NULL when the table has no such name. */
struct axo_map *axo_map_named(const char *name);

int axo_map_update(struct axo_map *map, const void *keys, const void *values, __u32 count, struct axo_problem *problem);
int axo_map_delete(struct axo_map *map, const void *keys, __u32 count, __u32 *deleted, struct axo_problem *problem);
/* One atomic 64-bit store a word; `words` need not be aligned. */
void axo_map_store(struct axo_map *map, __u32 index, const void *words);
void axo_map_bit(struct axo_map *map, __u32 index, __u16 bit, bool set);
void axo_map_store32(struct axo_map *map, __u32 index, __u32 value);
int axo_map_dump_begin(struct axo_dump *dump, const struct axo_map *map);
/* Appends key size, value size, count and entries. Returns 1 when more follow, 0 at the end, or an error. */
int axo_map_dump_next(struct axo_dump *dump, struct axo_buffer *out);
void axo_map_dump_end(struct axo_dump *dump);
int axo_map_count(const struct axo_map *map, __u32 *entries);
/* Deletes the endpoint's entries in ct_new, ct_est and frag. */
int axo_maps_purge(__u16 endpoint_id, __u32 *deleted, struct axo_problem *problem);

/* --- object (object.c) ------------------------------------------------------------------------------ */

/* Text of the contract as the built-in object's BTF has it: lines "struct.field offset size", sorted. Made once. */
const char *axo_object_layout(void);
/* AXO_LOAD. *observed: 1 when observed maps were found pinned. */
int axo_object_load(__u32 vector_bits, __u32 *observed, struct axo_problem *problem);

/* --- attaching (attach.c) --------------------------------------------------------------------------- */

enum axo_attach_kind { AXO_ATTACH_WORKLOAD = 1, AXO_ATTACH_UPLINK = 2, AXO_ATTACH_CGROUP = 3 };

int axo_attach(enum axo_attach_kind kind, const char *where, __u32 *ifindex, struct axo_problem *problem);
int axo_detach(enum axo_attach_kind kind, const char *where, struct axo_problem *problem);
/* Both workload programs are there. */
bool axo_attached(__u32 ifindex);
void axo_detach_ifindex(__u32 ifindex);
/* Removes pins of links whose device or cgroup is gone. */
void axo_links_sweep(void);
/* Every link and filter that bears our mark, on whatever device. */
int axo_detach_all(struct axo_problem *problem);
bool axo_tcx_works(void);

/* --- network (veth.c, routes.c, nft.c) -------------------------------------------------------------- */

struct axo_veth {
	char netns[256], node[AXO_NAME_MAX], pod[AXO_NAME_MAX];
	__u32 mtu;
	__u8 addr4[4], has4, addr6[16], has6;
};

struct axo_veth_made {
	__u32 ifindex;
	__u8 pod_mac[6], node_mac[6];
};

int axo_veth_add(const struct axo_veth *veth, struct axo_veth_made *made, struct axo_problem *problem);
int axo_veth_delete(const char *name, struct axo_problem *problem);
/* Calls visit for each device that axo_veth_add made. */
int axo_veth_each(void (*visit)(const char *name, __u32 ifindex, void *context), void *context,
		  struct axo_problem *problem);

struct axo_route {
	__u8 prefix[16];
	__u8 bits;
	__u8 via[16];
} __attribute__((packed)); /* as in the frame */

int axo_routes_replace(const struct axo_route *routes, __u32 count, struct axo_problem *problem);

/* Rewrites a CIDR in its canonical form: masked, one spelling. Returns the family, or 0 when it is none. */
int axo_cidr_parse(const char *text, char *canonical, size_t size);
/* pods: canonical CIDRs of both families or "". exempt: `count` canonical CIDRs. All empty: removes the table. */
int axo_masquerade(const char *pods4, const char *pods6, const char (*exempt)[64], __u32 count,
		   struct axo_problem *problem);

/* --- events (events.c) ------------------------------------------------------------------------------ */

/* Opens the rings of the maps now open; what was buffered stays. */
int axo_events_open(struct axo_problem *problem);
void axo_events_close(void);
/* Takes at most a slice from the rings, so that requests are not kept waiting. True when there may be more. */
bool axo_events_drain(void);
/* The next EVENTS or LOST frame as a whole, or NULL. It stays the same until axo_events_sent(). */
const struct axo_buffer *axo_events_frame(void);
void axo_events_sent(void);
void axo_events_status(struct axo_buffer *out);

/* --- the rest --------------------------------------------------------------------------------------- */

/* The CNI configuration list (conf.c). */
int axo_conf_write(struct axo_problem *problem);
int axo_conf_remove(struct axo_problem *problem);
/* Takes everything away that the loader made but pods' devices (uninstall.c). */
int axo_uninstall(struct axo_problem *problem);
/* Appends AXO_STATUS's JSON (status.c). */
void axo_status(struct axo_buffer *out);
/* Tries what the datapath needs (probe.c); calls visit for each. */
void axo_probe(void (*visit)(const char *name, bool works, const char *sentence, void *context), void *context);
/* The first cgroup2 mount, or "" . */
const char *axo_cgroup_root(void);
/* Listens, serves, returns on SIGTERM or SIGINT (server.c). */
int axo_serve(struct axo_problem *problem);

#endif
