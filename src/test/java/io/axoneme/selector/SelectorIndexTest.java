// SPDX-License-Identifier: Apache-2.0
package io.axoneme.selector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.model.LabelSelector;
import io.axoneme.model.Labels;
import io.axoneme.model.Requirement;
import io.axoneme.model.Requirement.Operator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SelectorIndexTest {

    private static final List<String> KEYS = List.of("app", "tier", "env");
    private static final List<String> VALUES = List.of("a", "b", "c");

    @Property(tries = 200)
    void candidatesHoldAllThatPickTheLabels(@ForAll Random random) {
        var index = new SelectorIndex<LabelSelector>();
        var present = new ArrayList<LabelSelector>();
        for (int i = 0; i < 40; i++) {
            if (!present.isEmpty() && random.nextInt(4) == 0) {
                var gone = present.remove(random.nextInt(present.size()));
                index.remove(gone, gone);
            } else {
                var selector = selector(random);
                present.add(selector);
                index.add(selector, selector);
            }
        }
        for (int i = 0; i < 20; i++) {
            var labels = labels(random);
            var picking = new HashSet<>(present);
            picking.removeIf(s -> !s.matches(labels));
            assertTrue(candidates(index, labels).containsAll(picking), () -> labels + ": " + picking);
        }
    }

    @Test
    void oneThatDemandsAnotherLabelIsNotLookedAt() {
        var index = new SelectorIndex<String>();
        index.add(LabelSelector.of(Requirement.equalTo("k8s", "app", "web")), "web");
        index.add(LabelSelector.of(Requirement.exists("any", "tier")), "tier");
        index.add(LabelSelector.of(new Requirement("k8s", "app", Operator.NOT_IN, List.of("web"))), "not web");
        assertEquals(Set.of("web", "not web"), candidates(index, Labels.parse("k8s:app=web")));
        assertEquals(Set.of("tier", "not web"), candidates(index, Labels.parse("k8s:app=db", "k8s:tier=x")));
    }

    @Test
    void whatIsFiledUnderItsRarestLabelIsFoundAndTakenOutThere() {
        var index = new SelectorIndex<String>();
        var inShop = Requirement.equalTo("k8s", "ns", "shop");
        index.add(LabelSelector.of(inShop), "all");
        index.add(LabelSelector.of(inShop, Requirement.equalTo("k8s", "app", "web")), "web");
        assertEquals(Set.of("all"), candidates(index, Labels.parse("k8s:ns=shop")));
        assertEquals(Set.of("all", "web"), candidates(index, Labels.parse("k8s:ns=shop", "k8s:app=web")));
        index.remove(LabelSelector.of(inShop, Requirement.equalTo("k8s", "app", "web")), "web");
        assertEquals(Set.of("all"), candidates(index, Labels.parse("k8s:ns=shop", "k8s:app=web")));
    }

    @Test
    void whatIsNotThereCannotBeTakenOut() {
        var index = new SelectorIndex<String>();
        assertThrows(IllegalStateException.class, () -> index.remove(LabelSelector.everything(), "x"));
    }

    private static Set<Object> candidates(SelectorIndex<?> index, Labels labels) {
        var found = new HashSet<Object>();
        index.candidates(labels, found::add);
        return found;
    }

    private static LabelSelector selector(Random random) {
        var requirements = new ArrayList<Requirement>();
        for (int i = random.nextInt(3); i > 0; i--) {
            var operator = Operator.values()[random.nextInt(4)];
            boolean some = operator == Operator.IN || operator == Operator.NOT_IN;
            var source = random.nextBoolean() ? "any" : "k8s";
            var values = some ? VALUES.subList(0, 1 + random.nextInt(2)) : List.<String>of();
            requirements.add(new Requirement(source, KEYS.get(random.nextInt(3)), operator, values));
        }
        return new LabelSelector(requirements);
    }

    private static Labels labels(Random random) {
        var texts = new ArrayList<String>();
        for (var key : KEYS) {
            if (random.nextBoolean()) {
                texts.add((random.nextBoolean() ? "k8s:" : "unspec:") + key + "=" + VALUES.get(random.nextInt(3)));
            }
        }
        return Labels.parse(texts.toArray(String[]::new));
    }
}
