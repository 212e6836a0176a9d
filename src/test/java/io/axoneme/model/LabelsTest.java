// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelsTest {

    private static final Labels LABELS =
            Labels.parse("k8s:app=web", "gen:app=x", "reserved:host", "k8s:zone=", "k8s:a=1");

    @Test
    void orderOfGivingDoesNotMatter() {
        var other = Labels.parse("k8s:zone=", "k8s:a=1", "reserved:host", "gen:app=x", "k8s:app=web", "k8s:app=web");
        assertEquals(LABELS, other);
        assertEquals(LABELS.hashCode(), other.hashCode());
        assertEquals("k8s:a=1,gen:app=x,k8s:app=web,reserved:host,k8s:zone", other.toString());
        assertNotEquals(LABELS, Labels.parse("k8s:app=web"));
    }

    @Test
    void looksUpBySourceAndKey() {
        assertEquals("web", LABELS.value("k8s", "app"));
        assertEquals("x", LABELS.value("gen", "app"));
        assertNull(LABELS.value("reserved", "app"));
        assertNull(LABELS.value("k8s", "ap"));
        assertTrue(LABELS.has("k8s", "zone"));
        var values = new ArrayList<String>();
        assertFalse(LABELS.hasWithKey("app", value -> !values.add(value)));
        assertEquals(2, values.size());
        assertTrue(LABELS.hasWithKey("app", value -> true));
        assertFalse(Labels.empty().hasWithKey("app", value -> true));
    }

    @Test
    void oneLabelHasOneValue() {
        assertThrows(IllegalArgumentException.class, () -> Labels.parse("k8s:a=1", "k8s:a=2"));
        assertThrows(IllegalArgumentException.class, () -> new Label("any", "a", ""));
        assertThrows(IllegalArgumentException.class, () -> new Label("k8s", "", ""));
    }

    @Test
    void selectorsAreCanonical() {
        var one = LabelSelector.of(Requirement.equalTo("k8s", "b", "1"), Requirement.exists("any", "a"));
        var two = LabelSelector.of(
                Requirement.exists("any", "a"),
                new Requirement("k8s", "b", Requirement.Operator.IN, List.of("1", "1")),
                Requirement.exists("any", "a"));
        assertEquals(one, two);
        assertEquals("any:a,k8s:b=1", two.toString());
        assertEquals(
                new Requirement("k8s", "b", Requirement.Operator.NOT_IN, List.of("2", "1")),
                new Requirement("k8s", "b", Requirement.Operator.NOT_IN, List.of("1", "2")));
    }

    @Test
    void requirementsThatMeanNothingCannotBeBuilt() {
        assertThrows(
                IllegalArgumentException.class, () -> new Requirement("k8s", "a", Requirement.Operator.IN, List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Requirement("k8s", "a", Requirement.Operator.EXISTS, List.of("x")));
    }
}
