// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The one nftables table. Its text is built from parsed addresses only, and loaded as one transaction. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <nftables/libnftables.h>

#include "frames.h"

#define TABLE "table inet axoneme"

int axo_cidr_parse(const char *text, char *canonical, size_t size)
{
	const char *slash = strchr(text, '/');
	char address[INET6_ADDRSTRLEN], *end;
	__u8 bytes[16] = {};
	int family = strchr(text, ':') ? AF_INET6 : AF_INET;
	unsigned long bits, width = family == AF_INET ? 32 : 128;

	if (!slash || (size_t)(slash - text) >= sizeof(address) || slash[1] < '0' || slash[1] > '9')
		return 0;
	memcpy(address, text, slash - text);
	address[slash - text] = 0;
	bits = strtoul(slash + 1, &end, 10);
	if (*end || bits > width || inet_pton(family, address, bytes) != 1)
		return 0;
	for (unsigned long bit = bits; bit < width; bit++)
		bytes[bit / 8] &= ~(0x80 >> bit % 8);
	inet_ntop(family, bytes, address, sizeof(address));
	snprintf(canonical, size, "%s/%lu", address, bits);
	return family;
}

static void put_set(struct axo_buffer *text, const char *name, const char *type, bool ipv6, const char *pods,
		    const char (*exempt)[64], __u32 count)
{
	axo_put_text(text, "set %s { type %s; flags interval; auto-merge; elements = { %s", name, type, pods);
	for (__u32 i = 0; i < count; i++) {
		if (!!strchr(exempt[i], ':') == ipv6)
			axo_put_text(text, ", %s", exempt[i]);
	}
	axo_put_text(text, " } }\n");
}

static int run(const char *text, struct axo_problem *problem)
{
	struct nft_ctx *nft = nft_ctx_new(NFT_CTX_DEFAULT);
	int error = 0;

	if (!nft)
		return axo_fail(problem, ENOMEM, "nftables cannot be started");
	nft_ctx_buffer_error(nft);
	nft_ctx_buffer_output(nft);
	if (nft_run_cmd_from_buffer(nft, text))
		error = axo_fail(problem, EINVAL, TABLE ": %.400s", nft_ctx_get_error_buffer(nft));
	nft_ctx_free(nft);
	return error;
}

int axo_masquerade(const char *pods4, const char *pods6, const char (*exempt)[64], __u32 count, struct axo_problem *problem)
{
	struct axo_buffer text = {};
	int error;

	/* Added first, so that deleting it cannot fail: in one transaction nobody sees it empty. */
	axo_put_text(&text, "add " TABLE "\ndelete " TABLE "\n");
	if (*pods4 || *pods6)
		axo_put_text(&text, TABLE " {\n");
	if (*pods4)
		put_set(&text, "exempt4", "ipv4_addr", false, pods4, exempt, count);
	if (*pods6)
		put_set(&text, "exempt6", "ipv6_addr", true, pods6, exempt, count);
	if (*pods4 || *pods6)
		axo_put_text(&text, "chain postrouting { type nat hook postrouting priority 100; policy accept;\n");
	if (*pods4)
		axo_put_text(&text, "ip saddr %s ip daddr != @exempt4 masquerade\n", pods4);
	if (*pods6)
		axo_put_text(&text, "ip6 saddr %s ip6 daddr != @exempt6 masquerade\n", pods6);
	if (*pods4 || *pods6)
		axo_put_text(&text, "}\n}\n");
	axo_put_u8(&text, 0);
	error = run((const char *)text.data, problem);
	free(text.data);
	return error;
}
