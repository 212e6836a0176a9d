/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A connection as requests see it. */
#ifndef AXO_SERVER_H
#define AXO_SERVER_H

#include "frames.h"

enum axo_role { AXO_ROLE_NONE = 0, AXO_ROLE_CONTROL = 1, AXO_ROLE_EVENTS = 2 };

struct axo_connection {
	int fd; /* -1: free */
	enum axo_role role;
	bool closing; /* as soon as the answer is out */
	struct axo_frame head;
	__u8 *payload;
	size_t got;	      /* bytes of head and payload so far */
	struct axo_buffer out; /* one answer; nothing is read while it waits */
	size_t sent;
	struct axo_dump dump; /* more frames of the answer to come */
};

/* One request: reads `in`, appends the answer's payload to `out`. */
struct axo_call {
	struct axo_connection *connection;
	struct axo_reader in;
	struct axo_buffer *out;
	struct axo_problem problem;
};

/* Answers the request in connection->head and payload into connection->out. */
void axo_request_answer(struct axo_connection *connection);
/* The next frame of a dump into connection->out. */
void axo_request_continue(struct axo_connection *connection);

#endif
