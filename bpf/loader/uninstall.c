// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "loader.h"

static int remove_routes(struct axo_problem *problem)
{
	return axo_routes_replace(NULL, 0, problem);
}

static int remove_table(struct axo_problem *problem)
{
	return axo_masquerade("", "", NULL, 0, problem);
}

/* The configuration goes first: no new pod is to start without policy. Every step is tried; the first trouble is told. */
int axo_uninstall(struct axo_problem *problem)
{
	static int (*const steps[])(struct axo_problem *) = { axo_conf_remove, axo_detach_all, axo_pins_remove_all,
							      remove_routes, remove_table };
	int first = 0;

	axo_events_close();
	axo_maps_close();
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		struct axo_problem unused;
		int error = steps[i](first ? &unused : problem);

		first = first ? first : error;
	}
	return first;
}
