/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Frames, built from what a test wants to say about them. Addresses are text; a colon makes it IPv6. */
#ifndef AXT_PACKET_H
#define AXT_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AXT_FRAME_MAX 2048

#define FIN 0x01
#define SYN 0x02
#define RST 0x04
#define PSH 0x08
#define ACK 0x10

struct axt_frame {
	uint8_t bytes[AXT_FRAME_MAX];
	size_t length;
	size_t transport; /* offset of the header after IP and its extensions */
};

/* Parses text into 16 bytes, IPv4 as v4-mapped. */
void axt_address(uint8_t out[16], const char *text);

struct axt_frame axt_tcp(const char *src, uint16_t sport, const char *dst, uint16_t dport, uint8_t flags);
struct axt_frame axt_udp(const char *src, uint16_t sport, const char *dst, uint16_t dport);
struct axt_frame axt_sctp(const char *src, uint16_t sport, const char *dst, uint16_t dport);
/* The family of the addresses picks ICMP or ICMPv6. `id` is what follows the checksum. */
struct axt_frame axt_icmp(const char *src, const char *dst, uint8_t type, uint8_t code, uint16_t id);
struct axt_frame axt_echo(const char *src, const char *dst, uint16_t id);
struct axt_frame axt_echo_reply(const char *src, const char *dst, uint16_t id);
/* An error of the given type that quotes the frame's IP header and 8 bytes. */
struct axt_frame axt_icmp_error(const char *src, const char *dst, uint8_t type, const struct axt_frame *about);
/* Any protocol number, 16 bytes of nothing. */
struct axt_frame axt_protocol(const char *src, const char *dst, uint8_t protocol);
struct axt_frame axt_arp(uint16_t operation, const uint8_t sender_mac[6], const char *sender, const char *target);
/* A neighbour solicitation (135) or advertisement (136), or any other type of that shape; hop limit 255. */
struct axt_frame axt_nd(uint8_t type, const char *src, const char *dst, const char *target, const uint8_t mac[6]);

/* The part of `whole` that carries `length` bytes of its IP payload from `offset` on, as a fragment. */
struct axt_frame axt_fragment(const struct axt_frame *whole, uint32_t id, uint16_t offset, uint16_t length);
/* An IPv6 frame with an extension header (8 bytes, with its last four bytes given) before its transport header. */
struct axt_frame axt_extension(const struct axt_frame *frame, uint8_t kind, uint8_t fourth_byte);

struct axt_frame axt_with_macs(struct axt_frame frame, const uint8_t src[6], const uint8_t dst[6]);
struct axt_frame axt_with_ttl(struct axt_frame frame, uint8_t ttl);
struct axt_frame axt_with_id(struct axt_frame ipv4, uint16_t id);
struct axt_frame axt_cut(struct axt_frame frame, size_t length);

/* Are the sums of the IPv4 header and (whole packets) of ICMPv6 right? */
bool axt_ipv4_checksum_ok(const struct axt_frame *frame);
bool axt_icmpv6_checksum_ok(const struct axt_frame *frame);

#endif
