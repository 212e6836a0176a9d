// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The one object: every entry point, sharing one set of maps. */
#include "../lib/datapath.h"
#include "../lib/sock.h"

#include "workload.c"
#include "uplink.c"
#include "sock.c"

/* No map names the type of events: this keeps it in the BTF, against which both sides of the contract are checked. */
const struct axo_event *const volatile axo_event_type = 0;

char axo_license[] SEC("license") = "Dual BSD/GPL";
