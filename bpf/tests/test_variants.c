// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Every width that vectors can have: the programs load, and find bits at both ends of every vector. */
#include "world.h"

#define P 10

static void expect_bit(int bit, const char *what)
{
	static __u16 port = 1000;

	EXPECT_DELIVERED(axt_from_pod(&pod_a, axt_tcp(A4, ++port, B4, 80, SYN)), &pod_b);
	EXPECT(axt_last(AXO_EVENT_VERDICT).bit == bit, "%u bits, %s: found bit %d, expected %d", axt_width(), what,
	       axt_last(AXO_EVENT_VERDICT).bit, bit);
}

static void find_bit(int bit)
{
	struct axo_row row = ROW(1, SEGMENT(ALLOW, bit ? bit : 0));

	axt_identity(ID_A, 1, (int[]){ BIT_EVERYONE, bit, -1 });
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80, row);
	expect_bit(bit, "listed");
	axt_vector(7, (int[]){ bit, -1 });
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80, ROW(1, SEGMENT_OF_VECTOR(ALLOW, 7)));
	expect_bit(bit, "interned");
}

static void load_and_find(unsigned width)
{
	axt_world(width);
	axt_policy(P, AXO_POLICY_ENFORCE_INGRESS);
	axt_enforce(&pod_b, P);
	for (unsigned word = 0; word < width / 64; word++) {
		find_bit(word * 64);
		find_bit(word * 64 + word % 64);
		find_bit(word * 64 + 63);
	}
	/* The first of several in common; and none, though both have many. */
	axt_identity(ID_A, 1, (int[]){ BIT_EVERYONE, 70, 131, 300, width - 1, -1 });
	axt_vector(7, (int[]){ 1, 71, 130, 300, width - 1, -1 });
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80, ROW(1, SEGMENT_OF_VECTOR(ALLOW, 7)));
	expect_bit(300, "first in common");
	axt_vector(7, (int[]){ 1, 71, 130, 301, width - 2, -1 });
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_tcp(A4, 1, B4, 80, SYN)), DROP_POLICY);
	axt_row(P, AXO_INGRESS, IPPROTO_TCP, 80, ROW(1, SEGMENT(ALLOW, 1, 71, 130, 301, width - 2)));
	EXPECT_DROPPED(axt_from_pod(&pod_a, axt_tcp(A4, 1, B4, 80, SYN)), DROP_POLICY);
}

AXT_TEST(variants, narrow)
{
	load_and_find(AXO_VECTOR_BITS_MIN);
}

AXT_TEST(variants, middle)
{
	load_and_find(AXO_VECTOR_BITS_MID);
}

AXT_TEST(variants, wide)
{
	load_and_find(AXO_VECTOR_BITS_MAX);
}
