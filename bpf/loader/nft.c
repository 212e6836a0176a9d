// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The one nftables table. Its text is made of parsed addresses only, and loaded as one transaction. */
#include <arpa/inet.h>
#include <nftables/libnftables.h>

#include "loader.h"

#define TABLE "table inet axoneme"

int axo_cidr(const char *text, char canonical[AXO_CIDR_SIZE])
{
	int family = strchr(text, ':') ? AF_INET6 : AF_INET, end = 0;
	unsigned int bits, width = family == AF_INET ? 32 : 128;
	char address[INET6_ADDRSTRLEN];
	__u8 bytes[16];

	if (sscanf(text, "%45[0-9a-fA-F:.]/%3u%n", address, &bits, &end) != 2 || text[end] || bits > width ||
	    inet_pton(family, address, bytes) != 1)
		return 0;
	inet_ntop(family, bytes, address, sizeof(address));
	snprintf(canonical, AXO_CIDR_SIZE, "%s/%u", address, bits);
	return family;
}

/* Pods of one family leave by the node's address, except to what is exempt: always the pods themselves. */
static void put_family(struct axo_buffer *text, int number, const char *pods, const char (*exempt)[AXO_CIDR_SIZE],
		       __u32 count)
{
	if (!*pods)
		return;
	axo_print(text, TABLE " {\nset exempt%d { type ipv%d_addr; flags interval; auto-merge; elements = { %s", number,
		  number, pods);
	for (__u32 i = 0; i < count; i++) {
		if (!strchr(exempt[i], ':') == (number == 4))
			axo_print(text, ", %s", exempt[i]);
	}
	axo_print(text, " } }\nchain postrouting { type nat hook postrouting priority 100; policy accept;\n");
	axo_print(text, "%s saddr %s %s daddr != @exempt%d masquerade\n}\n}\n", number == 4 ? "ip" : "ip6", pods,
		  number == 4 ? "ip" : "ip6", number);
}

int axo_masquerade(const char *pods4, const char *pods6, const char (*exempt)[AXO_CIDR_SIZE], __u32 count)
{
	axo_autofree struct axo_buffer text = {};
	struct nft_ctx *nft = nft_ctx_new(NFT_CTX_DEFAULT);
	int error = 0;

	if (!nft)
		return axo_fail_errno(ENOMEM, "nftables");
	nft_ctx_buffer_error(nft);
	/* Added first, so that deleting it cannot fail: in one transaction nobody sees it empty. */
	axo_print(&text, "add " TABLE "\ndelete " TABLE "\n");
	put_family(&text, 4, pods4, exempt, count);
	put_family(&text, 6, pods6, exempt, count);
	axo_put(&text, "", 1);
	if (nft_run_cmd_from_buffer(nft, (const char *)text.data))
		error = axo_fail(AXO_REFUSE_KERNEL, EINVAL, TABLE ": %.400s", nft_ctx_get_error_buffer(nft));
	nft_ctx_free(nft);
	return error;
}
