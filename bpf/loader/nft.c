// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The one nftables table. Its text is made of parsed addresses and numbers only, and loaded as one transaction. */
#include <arpa/inet.h>
#include <nftables/libnftables.h>
#include "loader.h"

#define TABLE "table inet axoneme"
#define CIDR_SIZE 64

/* Reads a prefix into its one spelling. Where a family is wanted "" stays "", for none; 0 takes either. */
static int take_cidr(struct axo_reader *in, int wanted, char canonical[CIDR_SIZE])
{
	char text[CIDR_SIZE], address[INET6_ADDRSTRLEN];
	int error = axo_parse(in, "s CIDR+", text, sizeof(text)), family, end = 0;
	unsigned int bits;
	__u8 bytes[16];

	canonical[0] = 0;
	if (error || (!*text && wanted))
		return error;
	family = strchr(text, ':') ? AF_INET6 : AF_INET;
	if (sscanf(text, "%45[0-9a-fA-F:.]/%3u%n", address, &bits, &end) != 2 || text[end] ||
	    bits > (family == AF_INET ? 32 : 128) || inet_pton(family, address, bytes) != 1 ||
	    (wanted && family != wanted))
		return axo_fail(CIDR, EINVAL, "field CIDR: \"%s\" is none of that family", text);
	inet_ntop(family, bytes, address, sizeof(address));
	snprintf(canonical, CIDR_SIZE, "%s/%u", address, bits);
	return 0;
}

/* Pods of one family leave by the node's address, except to what is exempt: always the pods themselves. */
static void put_family(FILE *text, int version, const char *ip, const char *pods, const struct axo_buffer *exempt)
{
	if (*pods)
		fprintf(text,
			TABLE " {\nset exempt%d { type ipv%d_addr; flags interval; auto-merge; elements = { %.*s } }\n"
			      "chain postrouting { type nat hook postrouting priority 100; policy accept;\n"
			      "%s saddr %s %s daddr != @exempt%d masquerade\n}\n}\n",
			version, version, (int)exempt->length, exempt->data, ip, pods, ip, version);
}

/* Reads {addresses of the node, the pod's, of the same family, port, the pod's, protocol}: an element of that family's map. */
static int take_host_port(struct axo_reader *in, struct axo_buffer *ports4, struct axo_buffer *ports6)
{
	char hosts[CIDR_SIZE], pod[CIDR_SIZE], element[192];
	__u16 port, pod_port;
	__u8 protocol;
	int error = take_cidr(in, 0, hosts)						?:
			    take_cidr(in, strchr(hosts, ':') ? AF_INET6 : AF_INET, pod) ?:
			    axo_parse(in, "h port, h pod port, b protocol+", &port, &pod_port, &protocol);
	struct axo_buffer *ports = strchr(hosts, ':') ? ports6 : ports4;

	if (!error && (!*pod || !port || !pod_port || (protocol != IPPROTO_TCP && protocol != IPPROTO_UDP)))
		error = axo_fail(BOUNDS, ERANGE, "host port: no pod, a port is 0, or protocol %u, not 6 or 17",
				 protocol);
	if (error)
		return error;
	snprintf(element, sizeof(element), "%s%s . %u . %u : %.*s . %u", ports->length ? ", " : "", hosts, protocol,
		 port, (int)strcspn(pod, "/"), pod, pod_port);
	axo_put(ports, element, strlen(element));
	return 0;
}

/*
 * What comes from outside to a port of the node goes on to a pod. What pods of this node send does not: their sockets have been given the
 * pod, and an answer from one to the other does not pass here, where the address would be put back.
 */
static void put_host_ports(FILE *text, int version, const char *ip, const struct axo_buffer *ports)
{
	if (ports->length)
		fprintf(text,
			TABLE " {\nmap hostports%d { type ipv%d_addr . inet_proto . inet_service : ipv%d_addr . "
			      "inet_service; "
			      "flags interval; elements = { %.*s } }\n"
			      "chain prerouting { type nat hook prerouting priority -100; policy accept;\n"
			      "iifgroup != %u fib daddr type local meta l4proto { tcp, udp } dnat %s to %s daddr . "
			      "meta l4proto . th dport map @hostports%d\n}\n}\n",
			version, version, version, (int)ports->length, ports->data, AXO_LINK_GROUP, ip, ip, version);
}

static int run(const char *text)
{
	struct nft_ctx *nft = nft_ctx_new(NFT_CTX_DEFAULT);
	int error = 0;

	if (!nft)
		return axo_fail_errno(ENOMEM, "nftables");
	nft_ctx_buffer_error(nft);
	if (nft_run_cmd_from_buffer(nft, text))
		error = axo_fail(KERNEL, EINVAL, TABLE ": %.400s", nft_ctx_get_error_buffer(nft));
	nft_ctx_free(nft);
	return error;
}

int axo_masquerade(struct axo_connection *c)
{
	axo_autofree struct axo_buffer exempt4 = {}, exempt6 = {}, ports4 = {}, ports6 = {};
	axo_autofree char *text = NULL;
	char pods4[CIDR_SIZE] = "", pods6[CIDR_SIZE] = "", cidr[CIDR_SIZE];
	__u32 count = 0;
	int error = take_cidr(&c->in, AF_INET, pods4)	       ?:
			    take_cidr(&c->in, AF_INET6, pods6) ?:
								 axo_parse(&c->in, "w count+", &count);
	FILE *out;

	axo_put(&exempt4, pods4, strlen(pods4));
	axo_put(&exempt6, pods6, strlen(pods6));
	for (__u32 i = 0; i < count && !error; i++) {
		error = take_cidr(&c->in, 0, cidr);
		axo_write(strchr(cidr, ':') ? &exempt6 : &exempt4, "rr", ", ", (size_t)2, cidr, strlen(cidr));
	}
	error = error ?: axo_parse(&c->in, "w count of host ports+", &count);
	for (__u32 i = 0; i < count && !error; i++)
		error = take_host_port(&c->in, &ports4, &ports6);
	error = error ?: axo_parse(&c->in, "");
	if (error)
		return error;
	out = open_memstream(&text, &(size_t){ 0 });
	if (!out)
		err(1, "memory");
	/* Added first, so that deleting it cannot fail: in one transaction nobody sees it empty. */
	fprintf(out, "add " TABLE "\ndelete " TABLE "\n");
	put_family(out, 4, "ip", pods4, &exempt4);
	put_family(out, 6, "ip6", pods6, &exempt6);
	put_host_ports(out, 4, "ip", &ports4);
	put_host_ports(out, 6, "ip6", &ports6);
	fclose(out);
	return run(text);
}
