// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.axoneme.graph.Delta;
import io.axoneme.graph.Delta.Alias;
import io.axoneme.graph.Delta.SlotVector;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AliasBookTest {

    private static final int WEB = 300;
    private static final int DB = 301;
    private static final int ALIAS = 0x0100_0004;

    private final AliasBook book = new AliasBook();

    @Test
    void anAliasIsThePodsUntilItsVectorIsGone() {
        assertEquals(ALIAS, book.identity(ALIAS));
        book.take(delta(List.of(new Alias(ALIAS, WEB)), List.of()));
        assertEquals(WEB, book.identity(ALIAS));
        assertEquals(DB, book.identity(DB));
        assertEquals(Map.of(ALIAS, WEB), book.all());
        book.take(delta(List.of(), List.of(new SlotVector(ALIAS, 5, List.of()))));
        assertEquals(ALIAS, book.identity(ALIAS));
        assertEquals(Map.of(), book.all());
    }

    @Test
    void anEndpointIsMetByWhatIsPublishedIfThatIsItsOwn() {
        book.take(delta(List.of(new Alias(ALIAS, WEB)), List.of()));
        assertEquals(ALIAS, book.met(WEB, ALIAS));
        assertEquals(WEB, book.met(WEB, WEB));
        assertEquals(DB, book.met(DB, ALIAS), "a relabel whose alias is still to come");
        assertEquals(DB, book.met(DB, WEB), "an address that another pod has got");
    }

    private static Delta delta(List<Alias> aliases, List<SlotVector> removed) {
        return new Delta(
                1, 64, List.of(), aliases, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
                List.of(), List.of(), removed);
    }
}
