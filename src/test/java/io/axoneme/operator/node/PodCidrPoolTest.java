// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.model.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PodCidrPoolTest {

    @Test
    void goesOnToTheNextRangeWhenOneIsFull() {
        var pool = new PodCidrPool(List.of(Cidr.parse("10.0.0.0/24"), Cidr.parse("10.9.0.0/16")), 24);
        assertEquals(Optional.of(Cidr.parse("10.9.0.0/24")), pool.free(List.of(Cidr.parse("10.0.0.0/24"))));
    }

    @Test
    void passesOverWiderAndNarrowerRangesInUse() {
        var pool = new PodCidrPool(List.of(Cidr.parse("10.0.0.0/16")), 24);
        var used = List.of(Cidr.parse("10.0.0.0/22"), Cidr.parse("10.0.4.128/25"), Cidr.parse("fd00::/64"));
        assertEquals(Optional.of(Cidr.parse("10.0.5.0/24")), pool.free(used));
    }

    @Test
    void worksUpToTheEndOfTheAddressSpace() {
        var pool = new PodCidrPool(List.of(Cidr.parse("255.255.254.0/23")), 24);
        assertEquals(Optional.of(Cidr.parse("255.255.255.0/24")), pool.free(List.of(Cidr.parse("255.255.254.0/24"))));
        assertEquals(Optional.empty(), pool.free(List.of(Cidr.parse("255.255.0.0/16"))));
    }

    @Test
    void refusesSizesThatDoNotFit() {
        var range = List.of(Cidr.parse("10.0.0.0/25"));
        var failure = assertThrows(IllegalArgumentException.class, () -> new PodCidrPool(range, 24));
        assertTrue(String.valueOf(failure.getMessage()).contains("10.0.0.0/25"), failure.toString());
        assertThrows(IllegalArgumentException.class, () -> new PodCidrPool(range, 31));
        assertThrows(IllegalArgumentException.class, () -> new PodCidrPool(List.of(Cidr.parse("fd00::/64")), 24));
    }

    @Property(tries = 200)
    void neverGivesWhatIsInUse(@ForAll @Size(max = 20) List<@IntRange(max = 63) Integer> taken) {
        var pool = new PodCidrPool(List.of(Cidr.parse("10.0.0.0/18")), 24);
        var used = new ArrayList<Cidr>();
        taken.forEach(third -> used.add(Cidr.parse("10.0." + third + ".0/24")));
        for (var free = pool.free(used); free.isPresent(); free = pool.free(used)) {
            var piece = free.get();
            assertTrue(used.stream().noneMatch(other -> other.contains(piece) || piece.contains(other)));
            used.add(piece);
        }
        assertEquals(64, used.stream().distinct().count());
    }
}
