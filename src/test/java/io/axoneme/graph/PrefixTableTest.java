// SPDX-License-Identifier: Apache-2.0
package io.axoneme.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.graph.Delta.PrefixChange;
import io.axoneme.graph.Delta.PrefixEntry;
import io.axoneme.model.Cidr;
import io.axoneme.model.CidrMatchMode;
import io.axoneme.model.Label;
import io.axoneme.model.Labels;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrefixTableTest {

    private static final Cidr PREFIX = Cidr.parse("192.0.2.99/32");
    private static final Labels API_SERVER = Labels.of(Label.reserved("kube-apiserver"));

    private final PrefixTable table = new PrefixTable(true, CidrMatchMode.OUTSIDE, identity -> null);

    @Test
    void anOutsidePrefixThatCarriesOtherLabelsIsAnotherIdentity() {
        table.use(PREFIX);
        var plain = added();
        assertFalse(plain.labels().has("reserved", "kube-apiserver"));
        table.carry(PREFIX, API_SERVER);
        var carrying = added();
        assertTrue(carrying.labels().has("reserved", "kube-apiserver"));
        assertNotEquals(plain.number(), carrying.number());
        assertEquals(List.of(plain), table.takeRemoved());
        assertEquals(List.of(new PrefixChange(PREFIX, new PrefixEntry(carrying.number(), false))), table.takeChanges());
        table.carry(PREFIX, Labels.empty());
        assertEquals(plain.labels(), added().labels());
        assertEquals(List.of(carrying), table.takeRemoved());
    }

    @Test
    void whatNamesItOnceMoreChangesNothing() {
        table.use(PREFIX);
        added();
        table.takeChanges();
        table.use(PREFIX);
        table.release(PREFIX);
        table.settle();
        assertEquals(List.of(), table.takeAdded());
        assertEquals(List.of(), table.takeRemoved());
        assertEquals(List.of(), table.takeChanges());
    }

    @Test
    void whatTheClusterKnowsIsNoOutside() {
        table.use(PREFIX);
        var outside = added();
        var pod = new PrefixEntry(300, false);
        table.put(PREFIX, pod);
        table.settle();
        assertEquals(List.of(outside), table.takeRemoved());
        assertEquals(List.of(new PrefixChange(PREFIX, pod)), table.takeChanges());
        table.remove(PREFIX);
        assertEquals(outside.labels(), added().labels());
    }

    @Test
    void carriedLabelsAloneMakeAnIdentity() {
        table.carry(PREFIX, API_SERVER);
        assertTrue(added().labels().has("reserved", "kube-apiserver"));
    }

    @Test
    void theWholeWorldHasOneAlready() {
        table.use(Cidr.ALL_V4);
        table.use(Cidr.ALL_V6);
        table.settle();
        assertEquals(List.of(), table.takeAdded());
    }

    private KnownIdentity added() {
        table.settle();
        var added = table.takeAdded();
        assertEquals(1, added.size());
        return added.getFirst();
    }
}
