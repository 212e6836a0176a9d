// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One thread, one epoll: the listening socket, a few connections, signals. Memory is bounded: a connection holds at most one
 * request and one answer, and nothing is read from it while its answer waits to be taken.
 */
#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "loader.h"

#define CONNECTIONS 8
#define BUSY_MS 10   /* between looks at the rings while events come: the datapath does not wake us for single ones */
#define QUIET_MS 100 /* and while none do */

static struct axo_connection connections[CONNECTIONS];
static int poller;

static void watch(struct axo_connection *connection, __u32 events)
{
	struct epoll_event event = { .events = events, .data.u32 = connection - connections };

	if (connection->watched != events)
		epoll_ctl(poller, connection->watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, connection->fd, &event);
	connection->watched = events;
}

static void drop(struct axo_connection *connection)
{
	close(connection->fd);
	free(connection->payload);
	free(connection->out.data);
	axo_dump_end(&connection->dump);
	*connection = (struct axo_connection){ .fd = -1 };
}

static void accept_one(int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct axo_connection *connection = connections;
	struct ucred peer = { .uid = -1 };
	socklen_t size = sizeof(peer);

	if (fd < 0)
		return;
	while (connection < connections + CONNECTIONS && connection->fd >= 0)
		connection++;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) || peer.uid != axo_options.uid) {
		axo_refusals[AXO_REFUSE_PEER]++;
		axo_log("socket", "closed a connection of uid %u: only %u is heard", peer.uid, axo_options.uid);
		close(fd);
	} else if (connection == connections + CONNECTIONS) {
		axo_refusals[AXO_REFUSE_CONNECTIONS]++;
		close(fd);
	} else {
		connection->fd = fd;
		watch(connection, EPOLLIN);
	}
}

/* Sends what it takes now; true when all of it is out. */
static bool push(struct axo_connection *connection, const struct axo_buffer *frame)
{
	ssize_t sent = send(connection->fd, frame->data + connection->sent, frame->length - connection->sent, MSG_NOSIGNAL);

	if (sent < 0 && errno != EAGAIN && errno != EINTR)
		drop(connection);
	else
		connection->sent += sent > 0 ? sent : 0;
	if (connection->fd < 0 || connection->sent < frame->length)
		return false;
	connection->sent = 0;
	return true;
}

static void flush(struct axo_connection *connection)
{
	while (connection->out.length && push(connection, &connection->out)) {
		connection->out.length = 0;
		if (connection->dump.map.type)
			axo_answer_more(connection);
	}
	if (connection->fd >= 0 && connection->closing && !connection->out.length)
		drop(connection);
	if (connection->fd >= 0)
		watch(connection, connection->out.length ? EPOLLOUT : EPOLLIN);
}

static void answer(struct axo_connection *connection)
{
	axo_answer(connection);
	free(connection->payload);
	connection->payload = NULL;
	connection->got = 0;
	/* A new listener takes the place of an older one, which is what a dead agent left behind. */
	for (int i = 0; i < CONNECTIONS && connection->role == AXO_LISTENER; i++) {
		if (connections[i].role == AXO_LISTENER && &connections[i] != connection)
			drop(&connections[i]);
	}
	flush(connection);
}

/* The next piece of a frame's head or payload. */
static void receive(struct axo_connection *connection)
{
	const size_t head = sizeof(connection->head);
	size_t want = connection->got < head ? head : head + connection->head.length;
	__u8 *to = connection->got < head ? (__u8 *)&connection->head : connection->payload - head;
	ssize_t got = recv(connection->fd, to + connection->got, want - connection->got, 0);

	if (got <= 0) {
		if (!got || (errno != EAGAIN && errno != EINTR))
			drop(connection);
		return;
	}
	connection->got += got;
	if (connection->got == head && !connection->payload) {
		if (connection->head.length > AXO_FRAME_MAX) {
			axo_refusals[AXO_REFUSE_OVERSIZE]++;
			axo_log("socket", "closed a connection: a frame of %u bytes is too long", connection->head.length);
			drop(connection);
			return;
		}
		connection->payload = malloc(connection->head.length + 1);
		if (!connection->payload)
			axo_die("memory");
		want = head + connection->head.length;
	}
	if (connection->got == want && connection->payload)
		answer(connection);
}

/* A frame that a lost agent took only half of goes whole to the next one. */
static void send_events(struct axo_connection *connection)
{
	const struct axo_buffer *frame = axo_events_frame();

	while (frame && push(connection, frame)) {
		axo_events_sent();
		frame = axo_events_frame();
	}
	if (connection->fd >= 0)
		watch(connection, frame ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

/* Drains the rings and passes on; returns for how many ms there is nothing to do. */
static int serve_events(void)
{
	static int idle;
	bool more = axo_events_drain();

	idle = axo_events_frame() ? 0 : idle + 1;
	for (struct axo_connection *at = connections; at < connections + CONNECTIONS; at++) {
		if (at->fd >= 0 && at->role == AXO_LISTENER && !at->out.length)
			send_events(at);
	}
	return more ? 0 : idle < 10 ? BUSY_MS : QUIET_MS;
}

static int listen_on(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	struct stat node;

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path); /* the options bound its length */
	unlink(path);
	umask(0177); /* closed to others from the first moment */
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) || listen(fd, CONNECTIONS))
		return -errno;
	if (!chown(path, axo_options.uid, -1))
		return fd;
	/* Without CAP_CHOWN the folder can do it: one that is setgid gives its group to what is made in it. */
	if (errno == EPERM && !stat(path, &node) && node.st_gid == axo_options.uid && !chmod(path, 0660))
		return fd;
	return -errno;
}

static void serve(struct axo_connection *connection, __u32 events)
{
	if (connection->fd >= 0 && connection->out.length)
		flush(connection);
	else if (connection->fd >= 0 && events & ~EPOLLOUT)
		receive(connection);
}

int axo_serve(void)
{
	int listener = listen_on(axo_options.socket), others[2], timeout = 0;
	struct epoll_event events[CONNECTIONS + 2];
	sigset_t ends;

	if (listener < 0)
		return axo_fail_errno(-listener, "socket %s", axo_options.socket);
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	poller = epoll_create1(EPOLL_CLOEXEC);
	others[0] = listener;
	others[1] = signalfd(-1, &ends, SFD_CLOEXEC);
	for (__u32 i = 0; i < 2; i++) {
		struct epoll_event event = { .events = EPOLLIN, .data.u32 = CONNECTIONS + i };

		if (epoll_ctl(poller, EPOLL_CTL_ADD, others[i], &event))
			axo_die("epoll");
	}
	for (int i = 0; i < CONNECTIONS; i++)
		connections[i].fd = -1;
	axo_log("socket", "listening on %s for uid %u", axo_options.socket, axo_options.uid);
	for (;;) {
		int count = epoll_wait(poller, events, AXO_COUNT(events), timeout);

		for (int i = 0; i < count; i++) {
			__u32 token = events[i].data.u32;

			if (token == CONNECTIONS + 1)
				return 0;
			if (token == CONNECTIONS)
				accept_one(listener);
			else
				serve(&connections[token], events[i].events);
		}
		timeout = serve_events();
	}
}
