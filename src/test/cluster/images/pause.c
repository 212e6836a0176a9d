// SPDX-License-Identifier: Apache-2.0
//
// The sandbox container's only process: holds the pod's namespaces open and ends at once when told to.
#include <signal.h>
#include <unistd.h>

static void end(int signal_number)
{
	_exit(signal_number == SIGTERM || signal_number == SIGINT ? 0 : 1);
}

int main(void)
{
	signal(SIGTERM, end);
	signal(SIGINT, end);
	signal(SIGCHLD, SIG_IGN); /* as pid 1 of a shared pid namespace: no zombies */
	for (;;)
		pause();
}
