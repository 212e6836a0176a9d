// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.axoneme.model.Cidr;
import io.axoneme.model.Labels;
import io.axoneme.model.ReservedIdentity;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InheritanceTest {

    private static final int WIDE = PrefixTable.LOCAL + 1;
    private static final int NARROW = PrefixTable.LOCAL + 2;
    private static final int WORLD = ReservedIdentity.WORLD.number();

    private final IdentityTable identities = new IdentityTable();
    private final Inheritance inheritance = new Inheritance(new Seed(
            9,
            Map.of(WIDE, 10, NARROW, 11, WORLD, 12),
            Map.of(),
            Map.of(10, Set.of(40, 1), 11, Set.of(41), 12, Set.of(42), 13, Set.of(43)),
            Set.of(),
            Map.of(Cidr.parse("10.0.0.0/8"), WIDE, Cidr.parse("10.1.0.0/16"), NARROW)));

    @Test
    void whoHasASlotOfBeforeGoesOnWithItsBits() {
        identities.remember(300, 13);
        assertEquals(Set.of(43), of(KnownIdentity.of(300, Labels.empty(), List.of())));
    }

    @Test
    void aPrefixGoesOnWithTheBitsOfTheLongestOneThatHadItsAddresses() {
        assertEquals(Set.of(40), of(outside(20, "10.0.0.0/8")), "itself; bit 1 means the same in this run");
        assertEquals(Set.of(40), of(outside(21, "10.2.3.0/24")));
        assertEquals(Set.of(41), of(outside(22, "10.1.2.3/32")));
    }

    @Test
    void withoutOneItGoesOnWithThoseOfTheWorld() {
        assertEquals(Set.of(42), of(outside(23, "10.0.0.0/7")), "shorter than any");
        assertEquals(Set.of(42), of(outside(24, "192.0.2.0/24")));
        assertEquals(Set.of(42), of(outside(25, "2001:db8::/32")));
    }

    @Test
    void othersHaveNothingOfBefore() {
        assertEquals(Set.of(), of(KnownIdentity.of(301, Labels.empty(), List.of())));
    }

    @Test
    void onceNoRowIsLeftThereIsNothingToInherit() {
        inheritance.forget();
        assertEquals(Set.of(), of(outside(26, "10.0.0.0/8")));
    }

    private static KnownIdentity outside(int number, String prefix) {
        return KnownIdentity.of(PrefixTable.LOCAL + number, Labels.empty(), List.of(Cidr.parse(prefix)));
    }

    private Set<Integer> of(KnownIdentity identity) {
        var bits = new BitSet();
        inheritance.add(bits, Set.of(40, 41, 42, 43), identities.add(identity));
        return Set.copyOf(bits.stream().boxed().toList());
    }
}
