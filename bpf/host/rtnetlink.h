/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * As much rtnetlink as devices, addresses, neighbours and routes need: one request at a time, with its attributes as a list of arguments.
 * Shared by the loader and the judge.
 */
#ifndef AXO_RTNETLINK_H
#define AXO_RTNETLINK_H

#include <stddef.h>
#include <string.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

/* Lists of attributes are: int type, const void *data, size_t size, …; those up to AXO_NEST_END stand in the one begun last. */
#define AXO_END -1
#define AXO_NEST_END -2
#define AXO_NEST(type) (int)(type) | NLA_F_NESTED, NULL, (size_t)0
#define AXO_ATTR(type, object) (int)(type), (const void *)&(object), sizeof(object)
#define AXO_TEXT(type, text) (int)(type), (const void *)(text), strlen(text) + 1

typedef void axo_visit(const struct nlmsghdr *head, void *context);

int axo_nl_open(void); /* in the network namespace the caller is in now; -1 with errno */
int axo_nl_open_in(int netns); /* in another: there and back for this one call */
/*
 * Sends one request (body of `size` bytes, then attributes) and takes all of its answer: visit, if any, sees each message, and may ask
 * further questions by another descriptor. Returns 0 or what axo_nl_failed() does.
 */
int axo_nl(int fd, __u16 type, __u16 flags, const void *body, size_t size, axo_visit *visit, void *context, ...);
#define axo_nl_do(fd, type, flags, body, ...)                                                                          \
	axo_nl(fd, type, flags, &(body), sizeof(body), NULL, NULL, ##__VA_ARGS__, AXO_END)
#define axo_nl_dump(fd, type, body, visit, context)                                                                    \
	axo_nl(fd, type, NLM_F_DUMP, &(body), sizeof(body), visit, context, AXO_END)
void axo_nl_read(const struct nlmsghdr *head, size_t body, __u16 type, void *to, size_t size); /* copies, if it fits */
/* Each program has its own: takes down the errno and words for it, the kernel's or (where: "netlink: ") the socket's, and returns -error. */
int axo_nl_failed(int error, const char *where, const char *words);

#endif
