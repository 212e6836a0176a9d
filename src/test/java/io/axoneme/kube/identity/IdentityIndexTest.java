// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.model.Labels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class IdentityIndexTest {

    private static final Labels WEB = Labels.parse("k8s:app=web");

    private final IdentityIndex index = new IdentityIndex();

    @Test
    void theOldestWinsThenTheLowestNumber() {
        index.put(record(400, 1));
        index.put(record(300, 2));
        assertEquals(400, index.lookup(WEB).orElseThrow().number());
        index.put(record(350, 1));
        assertEquals(350, index.lookup(WEB).orElseThrow().number());
    }

    @Test
    void whenTheWinnerGoesTheNextOneStandsIn() {
        index.put(record(300, 1));
        index.put(record(400, 2));
        index.remove(300);
        assertEquals(400, index.lookup(WEB).orElseThrow().number());
        index.remove(400);
        assertTrue(index.lookup(WEB).isEmpty());
    }

    /** Only what is there now counts, not how it came to be. */
    @Property(tries = 200)
    void aFunctionOfPresentState(@ForAll @Size(max = 12) List<@IntRange(min = 300, max = 305) Integer> steps) {
        var index = new IdentityIndex();
        var present = new ArrayList<Integer>();
        for (var number : steps) {
            if (present.remove(number)) {
                index.remove(number);
            } else {
                present.add(number);
                index.put(record(number, number % 3));
            }
        }
        var fresh = new IdentityIndex();
        fresh.replace(present.stream().map(number -> record(number, number % 3)).toList());
        assertEquals(fresh.lookup(WEB), index.lookup(WEB));
        assertEquals(List.copyOf(fresh.all()), List.copyOf(index.all()));
    }

    private static IdentityRecord record(int number, int second) {
        return new IdentityRecord(number, WEB, "u" + number, "1", Instant.ofEpochSecond(second), null);
    }
}
