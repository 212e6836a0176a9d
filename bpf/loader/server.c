// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One thread, one poll: the listening socket, a few connections, signals, rings that fill up. Memory is bounded: a connection
 * holds at most one request and one answer, and nothing is read from it while its answer waits to be taken.
 */
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/un.h>
#include "loader.h"

#define BUSY_MS 10 /* between looks at the rings while events come: the datapath does not wake us for single ones */
#define QUIET_MS 100 /* and while none do */

enum { CONNECTIONS = 8, LISTENER = CONNECTIONS, RINGS, WATCHED };

static struct axo_connection connections[CONNECTIONS] = { [0 ... CONNECTIONS - 1] = { .fd = -1 } };
static struct pollfd watched[WATCHED]; /* the connections, in their places, and these two */
static uid_t uid; /* the only one that is heard */
static volatile sig_atomic_t ended;

static void drop(struct axo_connection *c)
{
	close(c->fd);
	free(c->payload);
	free(c->out.data);
	axo_dump_end(&c->dump);
	*c = (struct axo_connection){ .fd = -1 };
}

static void accept_one(int listener)
{
	axo_autoclose int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct axo_connection *c = connections;
	struct ucred peer = { .uid = -1 };

	while (c < connections + CONNECTIONS && c->fd >= 0)
		c++;
	if (fd >= 0 &&
	    (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &(socklen_t){ sizeof(peer) }) || peer.uid != uid)) {
		axo_refusals[AXO_REFUSE_PEER]++;
		axo_log("socket", "closed a connection of uid %u: only %u is heard", peer.uid, uid);
	} else if (c == connections + CONNECTIONS) {
		axo_refusals[AXO_REFUSE_CONNECTIONS]++;
	} else {
		c->fd = fd;
		fd = -1;
	}
}

/* What is to go out next: the answer or more of it, else events, of which a frame that a lost agent took half of goes whole to the next. */
static struct axo_buffer *next(struct axo_connection *c)
{
	if (!c->out.length && c->dump.map.info.type)
		axo_answer_more(c);
	return c->out.length ? &c->out : c->role == 2 ? axo_events_frame() : NULL;
}

/* Sends what it takes now. What is answered without a HELLO, a refusal, is the last of its connection. */
static void flush(struct axo_connection *c)
{
	for (struct axo_buffer *frame = next(c); frame; frame = next(c)) {
		ssize_t sent = send(c->fd, frame->data + c->sent, frame->length - c->sent, MSG_NOSIGNAL);
		bool gone = sent < 0 && errno != EAGAIN && errno != EINTR;

		c->sent += sent > 0 ? sent : 0;
		if (!gone && c->sent < frame->length)
			return;
		if (!gone)
			frame->length = c->sent = 0;
		if (gone || !c->role)
			drop(c);
	}
}

static void answer(struct axo_connection *c)
{
	axo_answer(c);
	free(c->payload);
	c->payload = NULL;
	c->got = 0;
	/* A new listener to events takes the place of an older one, which is what a dead agent left behind. */
	for (struct axo_connection *old = connections; old < connections + CONNECTIONS && c->role == 2; old++) {
		if (old->role == 2 && old != c)
			drop(old);
	}
}

/* The next piece of a frame's head or payload. */
static void receive(struct axo_connection *c)
{
	const size_t head = sizeof(c->head);
	size_t want = c->payload ? head + c->head.length : head;
	__u8 *to = c->payload ? c->payload - head : (__u8 *)&c->head;
	ssize_t got = recv(c->fd, to + c->got, want - c->got, 0);
	bool oversize;

	if (got < 0 && errno == EAGAIN)
		return;
	c->got += got;
	oversize = !c->payload && c->got == head && c->head.length > AXO_FRAME_MAX;
	if (oversize) {
		axo_refusals[AXO_REFUSE_OVERSIZE]++;
		axo_log("socket", "closed a connection: a frame of %u bytes is too long", c->head.length);
	}
	/* Events go one way: an answer would fall in the midst of a frame. */
	if (got <= 0 || oversize || c->role == 2)
		drop(c);
	if (c->got == head && !c->payload && !(c->payload = malloc(c->head.length + 1)))
		err(1, "memory");
	if (c->payload && c->got == head + c->head.length)
		answer(c);
}

static int listen_on(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	mode_t mask = umask(0177); /* closed to others from the first moment */
	struct stat node;

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path); /* the options bound its length */
	unlink(path);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) || listen(fd, CONNECTIONS))
		return -errno;
	umask(mask);
	if (!chown(path, uid, -1))
		return fd;
	/* Without CAP_CHOWN the folder can do it: one that is setgid gives its group to what is made in it. */
	if (errno == EPERM && !stat(path, &node) && node.st_gid == uid && !chmod(path, 0660))
		return fd;
	return -errno;
}

static void end(int signal)
{
	ended = signal; /* seen at the next turn, some ms from now at most */
}

/* Sends what can be sent, and says what is waited for. Returns for how many ms there may be nothing to do. */
static int prepare(void)
{
	static int idle;
	bool more = axo_events_drain();

	idle = axo_events_frame() ? 0 : idle + 1;
	for (int i = 0; i < CONNECTIONS; i++) {
		flush(&connections[i]);
		watched[i].fd = connections[i].fd;
		watched[i].events = next(&connections[i]) ? POLLOUT : POLLIN;
	}
	watched[RINGS] = (struct pollfd){ .fd = axo_events_fd(), .events = POLLIN };
	return more ? 0 : idle < 10 ? BUSY_MS : QUIET_MS;
}

int axo_serve(void)
{
	char more;

	if (sscanf(axo_options.uid, "%u%c", &uid, &more) != 1)
		return axo_fail(PEER, EINVAL, "--uid %s is no user's number", axo_options.uid);
	watched[LISTENER] = (struct pollfd){ .fd = listen_on(axo_options.socket), .events = POLLIN };
	if (watched[LISTENER].fd < 0)
		return axo_fail_errno(-watched[LISTENER].fd, "socket %s", axo_options.socket);
	signal(SIGTERM, end);
	signal(SIGINT, end);
	axo_log("socket", "listening on %s for uid %u", axo_options.socket, uid);
	while (!ended) {
		if (poll(watched, WATCHED, prepare()) <= 0)
			continue;
		for (struct axo_connection *c = connections; c < connections + CONNECTIONS; c++) {
			if (watched[c - connections].revents & ~POLLOUT && c->fd >= 0 && !c->out.length)
				receive(c);
		}
		if (watched[LISTENER].revents)
			accept_one(watched[LISTENER].fd);
	}
	return 0;
}
