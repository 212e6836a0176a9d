// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One thread, one epoll: the listening socket, a few connections, signals, rings that fill up. Memory is bounded: a connection
 * holds at most one request and one answer, and nothing is read from it while its answer waits to be taken.
 */
#include <signal.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/un.h>
#include "loader.h"

#define BUSY_MS 10 /* between looks at the rings while events come: the datapath does not wake us for single ones */
#define QUIET_MS 100 /* and while none do */

enum { CONNECTIONS = 8, LISTENER = CONNECTIONS, RINGS, TOKENS }; /* what epoll tells */

static struct axo_connection connections[CONNECTIONS];
static int poller;
static uid_t uid; /* the only one that is heard */
static volatile sig_atomic_t ended;

static void watch(struct axo_connection *c, __u32 events)
{
	struct epoll_event event = { .events = events, .data.u32 = c - connections };

	if (c->watched != events)
		epoll_ctl(poller, c->watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, c->fd, &event);
	c->watched = events;
}

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
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct axo_connection *c = connections;
	struct ucred peer = { .uid = -1 };

	if (fd < 0)
		return;
	while (c < connections + CONNECTIONS && c->fd >= 0)
		c++;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &(socklen_t){ sizeof(peer) }) || peer.uid != uid) {
		axo_refusals[AXO_REFUSE_PEER]++;
		axo_log("socket", "closed a connection of uid %u: only %u is heard", peer.uid, uid);
		close(fd);
	} else if (c == connections + CONNECTIONS) {
		axo_refusals[AXO_REFUSE_CONNECTIONS]++;
		close(fd);
	} else {
		c->fd = fd;
		watch(c, EPOLLIN);
	}
}

/* Sends what it takes now; true when all of it is out. */
static bool push(struct axo_connection *c, const struct axo_buffer *frame)
{
	ssize_t sent = send(c->fd, frame->data + c->sent, frame->length - c->sent, MSG_NOSIGNAL);

	if (sent < 0 && errno != EAGAIN && errno != EINTR)
		drop(c);
	c->sent += sent > 0 ? sent : 0;
	if (c->fd < 0 || c->sent < frame->length)
		return false;
	c->sent = 0;
	return true;
}

/* What is answered without a HELLO, a refusal, is the last of its connection. */
static void flush(struct axo_connection *c)
{
	while (c->out.length && push(c, &c->out)) {
		c->out.length = 0;
		if (c->dump.map.info.type)
			axo_answer_more(c);
	}
	if (c->fd >= 0 && !c->role && !c->out.length)
		drop(c);
	if (c->fd >= 0)
		watch(c, c->out.length ? EPOLLOUT : EPOLLIN);
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
	flush(c);
}

/* The next piece of a frame's head or payload. */
static void receive(struct axo_connection *c)
{
	const size_t head = sizeof(c->head);
	size_t want = c->payload ? head + c->head.length : head;
	__u8 *to = c->payload ? c->payload - head : (__u8 *)&c->head;
	ssize_t got = recv(c->fd, to + c->got, want - c->got, 0);

	/* Events go one way: an answer would fall in the midst of a frame. */
	if (!got || (got > 0 && c->role == 2) || (got < 0 && errno != EAGAIN && errno != EINTR))
		drop(c);
	if (got <= 0 || c->fd < 0)
		return;
	c->got += got;
	if (c->got == head && !c->payload && c->head.length > AXO_FRAME_MAX) {
		axo_refusals[AXO_REFUSE_OVERSIZE]++;
		axo_log("socket", "closed a connection: a frame of %u bytes is too long", c->head.length);
		drop(c);
		return;
	}
	if (c->got == head && !c->payload && !(c->payload = malloc(c->head.length + 1)))
		err(1, "memory");
	if (c->payload && c->got == head + c->head.length)
		answer(c);
}

/* A frame that a lost agent took only half of goes whole to the next one. */
static void send_events(struct axo_connection *c)
{
	const struct axo_buffer *frame = axo_events_frame();

	while (frame && push(c, frame)) {
		axo_events_sent();
		frame = axo_events_frame();
	}
	if (c->fd >= 0)
		watch(c, frame ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

/* Drains the rings and passes on; returns for how many ms there is nothing to do. */
static int serve_events(void)
{
	struct epoll_event wake = { .events = EPOLLIN, .data.u32 = RINGS };
	bool more = axo_events_drain();
	static int idle;

	epoll_ctl(poller, EPOLL_CTL_ADD, axo_events_fd(), &wake); /* mostly there already; AXO_LOAD opens new ones */
	idle = axo_events_frame() ? 0 : idle + 1;
	for (struct axo_connection *c = connections; c < connections + CONNECTIONS; c++) {
		if (c->fd >= 0 && c->role == 2 && !c->out.length)
			send_events(c);
	}
	return more ? 0 : idle < 10 ? BUSY_MS : QUIET_MS;
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

int axo_serve(void)
{
	struct epoll_event events[TOKENS], accepting = { .events = EPOLLIN, .data.u32 = LISTENER };
	char more;
	int listener, timeout = 0;

	if (sscanf(axo_options.uid, "%u%c", &uid, &more) != 1)
		return axo_fail(PEER, EINVAL, "--uid %s is no user's number", axo_options.uid);
	listener = listen_on(axo_options.socket);
	poller = epoll_create1(EPOLL_CLOEXEC);
	if (listener < 0 || epoll_ctl(poller, EPOLL_CTL_ADD, listener, &accepting))
		return axo_fail_errno(errno, "socket %s", axo_options.socket);
	signal(SIGTERM, end);
	signal(SIGINT, end);
	for (int i = 0; i < CONNECTIONS; i++)
		connections[i].fd = -1;
	axo_log("socket", "listening on %s for uid %u", axo_options.socket, uid);
	while (!ended) {
		int count = epoll_wait(poller, events, TOKENS, timeout);

		for (int i = 0; i < count; i++) {
			__u32 token = events[i].data.u32;

			if (token == LISTENER)
				accept_one(listener);
			else if (token < CONNECTIONS && connections[token].fd >= 0 && connections[token].out.length)
				flush(&connections[token]);
			else if (token < CONNECTIONS && connections[token].fd >= 0 && events[i].events & ~EPOLLOUT)
				receive(&connections[token]);
		}
		timeout = serve_events();
	}
	return 0;
}
