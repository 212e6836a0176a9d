// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The one object: every entry point, sharing one set of maps. */
#include "../lib/datapath.h"
#include "../lib/sock.h"

#include "workload.c"
#include "uplink.c"
#include "sock.c"

char axo_license[] SEC("license") = "Dual BSD/GPL";
