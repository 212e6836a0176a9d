// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One thread, one epoll: the listening socket, a few connections, signals. Memory is bounded: a connection holds at most one
 * request and one answer, and nothing is read from it while its answer waits to be taken.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "server.h"

#define CONNECTIONS 8
#define BUSY_MS 10   /* between looks at the rings while events come; the datapath does not wake us for single ones */
#define QUIET_MS 100 /* and while none do */

enum { LISTENER = CONNECTIONS, SIGNALS };

static struct axo_connection connections[CONNECTIONS];
static int poller;

static void watch(struct axo_connection *connection, __u32 events)
{
	struct epoll_event event = { .events = events, .data.u32 = connection - connections };

	epoll_ctl(poller, EPOLL_CTL_MOD, connection->fd, &event);
}

static void drop(struct axo_connection *connection)
{
	close(connection->fd);
	free(connection->payload);
	free(connection->out.data);
	axo_map_dump_end(&connection->dump);
	*connection = (struct axo_connection){ .fd = -1, .dump.fd = -1 };
}

/* --- who may speak --- */

static struct axo_connection *free_connection(void)
{
	for (int i = 0; i < CONNECTIONS; i++) {
		if (connections[i].fd < 0)
			return &connections[i];
	}
	return NULL;
}

static bool admitted(int fd)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (!getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) && peer.uid == axo_options.uid)
		return true;
	axo_count_refusal(AXO_REFUSE_PEER_UID);
	axo_log("socket", "closed a connection of uid %u: only %u is heard", peer.uid, axo_options.uid);
	return false;
}

static void accept_one(int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct axo_connection *connection = free_connection();
	struct epoll_event event = { .events = EPOLLIN };

	if (fd < 0)
		return;
	if (!admitted(fd) || !connection) {
		if (!connection)
			axo_count_refusal(AXO_REFUSE_CONNECTIONS);
		close(fd);
		return;
	}
	connection->fd = fd;
	event.data.u32 = connection - connections;
	epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
}

/* --- reading --- */

/* A second listener for events takes the place of the first: that one is what a dead agent left behind. */
static void replace_listener(const struct axo_connection *latest)
{
	for (int i = 0; i < CONNECTIONS; i++) {
		if (connections[i].role == AXO_ROLE_EVENTS && &connections[i] != latest)
			drop(&connections[i]);
	}
}

static void flush(struct axo_connection *connection);

static void answer(struct axo_connection *connection)
{
	enum axo_role before = connection->role;

	axo_request_answer(connection);
	free(connection->payload);
	connection->payload = NULL;
	connection->got = 0;
	if (before != connection->role && connection->role == AXO_ROLE_EVENTS)
		replace_listener(connection);
	flush(connection);
}

/* The next piece of head or payload; true when it was all that was wanted of it. */
static bool fill(struct axo_connection *connection, void *to, size_t offset, size_t size)
{
	ssize_t got = recv(connection->fd, (__u8 *)to + offset, size - offset, 0);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (got <= 0) {
		drop(connection);
		return false;
	}
	connection->got += got;
	return offset + got == size;
}

static void receive(struct axo_connection *connection)
{
	const size_t head = sizeof(connection->head);

	if (connection->got < head) {
		if (!fill(connection, &connection->head, connection->got, head))
			return;
		if (connection->head.length > AXO_FRAME_MAX) {
			axo_count_refusal(AXO_REFUSE_OVERSIZE);
			axo_log("socket", "closed a connection: a frame of %u bytes is longer than %u", connection->head.length,
				AXO_FRAME_MAX);
			drop(connection);
			return;
		}
		connection->payload = malloc(connection->head.length + 1);
		if (!connection->payload)
			axo_die("memory", "cannot hold a frame of %u bytes", connection->head.length);
		if (!connection->head.length)
			answer(connection);
		return;
	}
	if (fill(connection, connection->payload, connection->got - head, connection->head.length))
		answer(connection);
}

/* --- writing --- */

/* True when all of it is out. */
static bool push(struct axo_connection *connection, const struct axo_buffer *frame)
{
	ssize_t sent = send(connection->fd, frame->data + connection->sent, frame->length - connection->sent, MSG_NOSIGNAL);

	if (sent < 0 && errno != EAGAIN && errno != EINTR) {
		drop(connection);
		return false;
	}
	connection->sent += sent > 0 ? sent : 0;
	return connection->sent == frame->length;
}

static void flush(struct axo_connection *connection)
{
	while (connection->out.length) {
		if (!push(connection, &connection->out)) {
			if (connection->fd >= 0)
				watch(connection, EPOLLOUT);
			return;
		}
		connection->out.length = connection->sent = 0;
		if (connection->closing) {
			drop(connection);
			return;
		}
		if (connection->dump.fd >= 0)
			axo_request_continue(connection);
	}
	watch(connection, EPOLLIN);
}

/* A frame that a lost agent took only half of goes to the next one whole. */
static void send_events(struct axo_connection *connection)
{
	const struct axo_buffer *frame;

	if (connection->role != AXO_ROLE_EVENTS || connection->out.length)
		return;
	while ((frame = axo_events_frame())) {
		if (!push(connection, frame)) {
			if (connection->fd >= 0)
				watch(connection, EPOLLIN | EPOLLOUT);
			return;
		}
		connection->sent = 0;
		axo_events_sent();
	}
	watch(connection, EPOLLIN);
}

static void serve_connection(struct axo_connection *connection, __u32 events)
{
	if (connection->fd < 0)
		return;
	if (events & EPOLLOUT && connection->out.length)
		flush(connection);
	else if (events & (EPOLLIN | EPOLLHUP | EPOLLERR) && !connection->out.length)
		receive(connection);
	else if (events & (EPOLLHUP | EPOLLERR))
		drop(connection);
}

/* --- the loop --- */

/* Looks at the rings often while events come. Returns how long to sleep. */
static int serve_events(void)
{
	static int idle;
	bool more = axo_events_drain(), any = axo_events_frame();

	for (int i = 0; i < CONNECTIONS; i++)
		send_events(&connections[i]);
	idle = any ? 0 : idle + 1;
	return more ? 0 : idle < 10 ? BUSY_MS : QUIET_MS;
}

static int listen_on(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	struct stat node;

	if (fd < 0 || strlen(path) >= sizeof(address.sun_path)) {
		errno = fd < 0 ? errno : ENAMETOOLONG;
		return -1;
	}
	strcpy(address.sun_path, path);
	unlink(path);
	umask(0177); /* never open to others, not even between bind and chown */
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) || listen(fd, CONNECTIONS))
		return -1;
	if (!chown(path, axo_options.uid, -1))
		return fd;
	/* Without CAP_CHOWN the folder's group can do it: a setgid folder gives its group to what is made in it. */
	if (errno == EPERM && !stat(path, &node) && node.st_gid == axo_options.uid && !chmod(path, 0660))
		return fd;
	return -1;
}

static void add(int fd, __u32 token)
{
	struct epoll_event event = { .events = EPOLLIN, .data.u32 = token };

	if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event))
		axo_die("epoll", "%s", strerror(errno));
}

int axo_serve(struct axo_problem *problem)
{
	int listener = listen_on(axo_options.socket), timeout = 0;
	struct epoll_event events[16];
	sigset_t ends;

	if (listener < 0)
		return axo_fail(problem, errno, "socket %s: %s", axo_options.socket, strerror(errno));
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	poller = epoll_create1(EPOLL_CLOEXEC);
	add(listener, LISTENER);
	add(signalfd(-1, &ends, SFD_CLOEXEC), SIGNALS);
	for (int i = 0; i < CONNECTIONS; i++)
		connections[i] = (struct axo_connection){ .fd = -1, .dump.fd = -1 };
	axo_log("socket", "listening on %s for uid %u", axo_options.socket, axo_options.uid);
	for (;;) {
		int count = epoll_wait(poller, events, 16, timeout);

		for (int i = 0; i < count; i++) {
			if (events[i].data.u32 == SIGNALS)
				return 0;
			if (events[i].data.u32 == LISTENER)
				accept_one(listener);
			else
				serve_connection(&connections[events[i].data.u32], events[i].events);
		}
		timeout = serve_events();
	}
}
