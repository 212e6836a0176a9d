// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <string.h>

#include "check.h"
#include "packet.h"

#define PAYLOAD 32 /* bytes after a transport header that tests do not look into */

void axt_address(uint8_t out[16], const char *text)
{
	memset(out, 0, 16);
	if (strchr(text, ':')) {
		if (inet_pton(AF_INET6, text, out) != 1)
			axt_die("not an address: %s", text);
		return;
	}
	out[10] = out[11] = 0xff;
	if (inet_pton(AF_INET, text, out + 12) != 1)
		axt_die("not an address: %s", text);
}

static uint32_t sum_words(const uint8_t *bytes, size_t length, uint32_t sum)
{
	for (size_t i = 0; i < length; i += 2)
		sum += bytes[i] << 8 | (i + 1 < length ? bytes[i + 1] : 0);
	return sum;
}

static uint16_t fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static void set16(uint8_t *at, uint16_t value)
{
	at[0] = value >> 8;
	at[1] = value;
}

static void finish_ipv4(struct axt_frame *frame)
{
	uint8_t *ip = frame->bytes + ETH_HLEN;

	set16(ip + 2, frame->length - ETH_HLEN);
	set16(ip + 10, 0);
	set16(ip + 10, ~fold(sum_words(ip, sizeof(struct iphdr), 0)));
}

static bool is_ipv6(const struct axt_frame *frame)
{
	return frame->bytes[12] == 0x86 && frame->bytes[13] == 0xdd;
}

static void finish_ip(struct axt_frame *frame)
{
	if (is_ipv6(frame))
		set16(frame->bytes + ETH_HLEN + 4, frame->length - ETH_HLEN - sizeof(struct ipv6hdr));
	else
		finish_ipv4(frame);
}

static struct axt_frame ip_frame(const char *src, const char *dst, uint8_t protocol)
{
	struct axt_frame frame = { .bytes = { 0x02, 0, 0, 0, 0xff, 0x02, 0x02, 0, 0, 0, 0xff, 0x01 } };
	bool ipv6 = strchr(src, ':');
	uint8_t *ip = frame.bytes + ETH_HLEN;
	uint8_t address[16];

	set16(frame.bytes + 12, ipv6 ? ETH_P_IPV6 : ETH_P_IP);
	if (ipv6) {
		ip[0] = 0x60;
		ip[6] = protocol;
		ip[7] = 64;
		axt_address(ip + 8, src);
		axt_address(ip + 24, dst);
		frame.transport = ETH_HLEN + sizeof(struct ipv6hdr);
	} else {
		ip[0] = 0x45;
		ip[8] = 64;
		ip[9] = protocol;
		axt_address(address, src);
		memcpy(ip + 12, address + 12, 4);
		axt_address(address, dst);
		memcpy(ip + 16, address + 12, 4);
		frame.transport = ETH_HLEN + sizeof(struct iphdr);
	}
	return frame;
}

static struct axt_frame ports_frame(const char *src, uint16_t sport, const char *dst, uint16_t dport, uint8_t protocol,
				    size_t header)
{
	struct axt_frame frame = ip_frame(src, dst, protocol);

	set16(frame.bytes + frame.transport, sport);
	set16(frame.bytes + frame.transport + 2, dport);
	frame.length = frame.transport + header + PAYLOAD;
	finish_ip(&frame);
	return frame;
}

struct axt_frame axt_tcp(const char *src, uint16_t sport, const char *dst, uint16_t dport, uint8_t flags)
{
	struct axt_frame frame = ports_frame(src, sport, dst, dport, IPPROTO_TCP, 20);

	frame.bytes[frame.transport + 12] = 5 << 4;
	frame.bytes[frame.transport + 13] = flags;
	return frame;
}

struct axt_frame axt_udp(const char *src, uint16_t sport, const char *dst, uint16_t dport)
{
	return ports_frame(src, sport, dst, dport, IPPROTO_UDP, 8);
}

struct axt_frame axt_sctp(const char *src, uint16_t sport, const char *dst, uint16_t dport)
{
	return ports_frame(src, sport, dst, dport, IPPROTO_SCTP, 12);
}

struct axt_frame axt_protocol(const char *src, const char *dst, uint8_t protocol)
{
	return ports_frame(src, 0, dst, 0, protocol, 16);
}

bool axt_icmpv6_checksum_ok(const struct axt_frame *frame)
{
	const uint8_t *ip = frame->bytes + ETH_HLEN;
	size_t length = frame->length - frame->transport;
	uint32_t sum = sum_words(ip + 8, 32, 0) + length + IPPROTO_ICMPV6;

	return fold(sum_words(frame->bytes + frame->transport, length, sum)) == 0xffff;
}

static void finish_icmp(struct axt_frame *frame)
{
	uint8_t *icmp = frame->bytes + frame->transport;
	size_t length = frame->length - frame->transport;
	uint32_t sum = is_ipv6(frame) ? sum_words(frame->bytes + ETH_HLEN + 8, 32, 0) + length + IPPROTO_ICMPV6 : 0;

	finish_ip(frame);
	set16(icmp + 2, 0);
	set16(icmp + 2, ~fold(sum_words(icmp, length, sum)));
}

struct axt_frame axt_icmp(const char *src, const char *dst, uint8_t type, uint8_t code, uint16_t id)
{
	struct axt_frame frame = ip_frame(src, dst, strchr(src, ':') ? IPPROTO_ICMPV6 : IPPROTO_ICMP);
	uint8_t *icmp = frame.bytes + frame.transport;

	icmp[0] = type;
	icmp[1] = code;
	set16(icmp + 4, id);
	frame.length = frame.transport + 8 + PAYLOAD;
	finish_icmp(&frame);
	return frame;
}

struct axt_frame axt_echo(const char *src, const char *dst, uint16_t id)
{
	return axt_icmp(src, dst, strchr(src, ':') ? 128 : 8, 0, id);
}

struct axt_frame axt_echo_reply(const char *src, const char *dst, uint16_t id)
{
	return axt_icmp(src, dst, strchr(src, ':') ? 129 : 0, 0, id);
}

struct axt_frame axt_icmp_error(const char *src, const char *dst, uint8_t type, const struct axt_frame *about)
{
	struct axt_frame frame = axt_icmp(src, dst, type, 0, 0);
	size_t quoted = about->transport - ETH_HLEN + 8;

	memcpy(frame.bytes + frame.transport + 8, about->bytes + ETH_HLEN, quoted);
	frame.length = frame.transport + 8 + quoted;
	finish_icmp(&frame);
	return frame;
}

struct axt_frame axt_arp(uint16_t operation, const uint8_t sender_mac[6], const char *sender, const char *target)
{
	struct axt_frame frame = { .bytes = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, .length = ETH_HLEN + 28 };
	uint8_t *arp = frame.bytes + ETH_HLEN, address[16];

	memcpy(frame.bytes + 6, sender_mac, 6);
	set16(frame.bytes + 12, ETH_P_ARP);
	set16(arp, 1);
	set16(arp + 2, ETH_P_IP);
	arp[4] = 6;
	arp[5] = 4;
	set16(arp + 6, operation);
	memcpy(arp + 8, sender_mac, 6);
	axt_address(address, sender);
	memcpy(arp + 14, address + 12, 4);
	axt_address(address, target);
	memcpy(arp + 24, address + 12, 4);
	return frame;
}

struct axt_frame axt_nd(uint8_t type, const char *src, const char *dst, const char *target, const uint8_t mac[6])
{
	struct axt_frame frame = axt_icmp(src, dst, type, 0, 0);
	uint8_t *nd = frame.bytes + frame.transport;

	axt_address(nd + 8, target);
	nd[24] = type == 136 ? 2 : 1;
	nd[25] = 1;
	memcpy(nd + 26, mac, 6);
	frame.bytes[ETH_HLEN + 7] = 255;
	frame.length = frame.transport + 32;
	finish_icmp(&frame);
	return frame;
}

static struct axt_frame fragment_ipv6(const struct axt_frame *whole, uint32_t id, uint16_t offset, bool more)
{
	struct axt_frame frame = axt_extension(whole, IPPROTO_FRAGMENT, 0);
	uint8_t *header = frame.bytes + ETH_HLEN + sizeof(struct ipv6hdr);
	uint32_t id_be = htonl(id);

	set16(header + 2, offset | more);
	memcpy(header + 4, &id_be, sizeof(id_be));
	return frame;
}

struct axt_frame axt_fragment(const struct axt_frame *whole, uint32_t id, uint16_t offset, uint16_t length)
{
	bool more = whole->transport + offset + length < whole->length;
	struct axt_frame frame = is_ipv6(whole) ? fragment_ipv6(whole, id, offset, more) : *whole;

	if (!is_ipv6(whole)) {
		set16(frame.bytes + ETH_HLEN + 4, id);
		set16(frame.bytes + ETH_HLEN + 6, offset / 8 | (more ? 0x2000 : 0));
	}
	memcpy(frame.bytes + frame.transport, whole->bytes + whole->transport + offset, length);
	frame.length = frame.transport + length;
	finish_ip(&frame);
	return frame;
}

struct axt_frame axt_extension(const struct axt_frame *frame, uint8_t kind, uint8_t fourth_byte)
{
	struct axt_frame extended = *frame;
	size_t at = ETH_HLEN + sizeof(struct ipv6hdr);

	memmove(extended.bytes + at + 8, frame->bytes + at, frame->length - at);
	memset(extended.bytes + at, 0, 8);
	extended.bytes[at] = frame->bytes[ETH_HLEN + 6];
	extended.bytes[at + 3] = fourth_byte;
	extended.bytes[ETH_HLEN + 6] = kind;
	extended.length += 8;
	extended.transport += 8;
	finish_ip(&extended);
	return extended;
}

struct axt_frame axt_with_macs(struct axt_frame frame, const uint8_t src[6], const uint8_t dst[6])
{
	memcpy(frame.bytes, dst, 6);
	memcpy(frame.bytes + 6, src, 6);
	return frame;
}

struct axt_frame axt_with_ttl(struct axt_frame frame, uint8_t ttl)
{
	frame.bytes[ETH_HLEN + (is_ipv6(&frame) ? 7 : 8)] = ttl;
	finish_ip(&frame);
	return frame;
}

struct axt_frame axt_with_id(struct axt_frame ipv4, uint16_t id)
{
	set16(ipv4.bytes + ETH_HLEN + 4, id);
	finish_ip(&ipv4);
	return ipv4;
}

struct axt_frame axt_cut(struct axt_frame frame, size_t length)
{
	frame.length = length;
	return frame;
}

bool axt_ipv4_checksum_ok(const struct axt_frame *frame)
{
	return fold(sum_words(frame->bytes + ETH_HLEN, sizeof(struct iphdr), 0)) == 0xffff;
}
