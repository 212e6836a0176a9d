// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.identity;

import io.axoneme.kube.identity.IdentityIndex;
import io.axoneme.kube.identity.IdentityRecord;
import io.axoneme.model.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done about identities that nobody needs, and about marked ones that somebody does. An identity is needed
 * when a pod has its labels and no older identity has them too.
 */
final class IdentitySweep {

    /** One step of collection. */
    sealed interface Step {

        IdentityRecord identity();

        /** Nobody has needed it since the last sweep: mark it. */
        record Release(IdentityRecord identity) implements Step {}

        /** It is marked and needed: clear the mark. */
        record Claim(IdentityRecord identity) implements Step {}

        /** It has rested long enough: delete it. */
        record Delete(IdentityRecord identity) implements Step {}
    }

    /** One time that an identity was marked. */
    private record Mark(int number, String uid, @Nullable Instant releasedAt) {}

    private final Duration rest;
    private Set<Integer> unneeded = new HashSet<>();
    private Map<Mark, Long> resting = new HashMap<>();

    /** @param rest how long a marked identity stays, counted from when it was first seen with its mark: the time in the mark is for people */
    IdentitySweep(Duration rest) {
        this.rest = rest;
    }

    /**
     * The steps due now. An identity is marked when two sweeps in a row find it unneeded: the first may only not have heard
     * yet of the pod that somebody made it for.
     *
     * @param needed whether some pod has these labels
     * @param nowNs of a clock that only goes forward
     */
    List<Step> due(IdentityIndex index, Predicate<Labels> needed, long nowNs) {
        var steps = new ArrayList<Step>();
        var marks = new HashMap<Mark, Long>();
        var found = new HashSet<Integer>();
        for (var identity : index.all()) {
            if (needed.test(identity.labels()) && wins(index, identity)) {
                if (identity.released()) {
                    steps.add(new Step.Claim(identity));
                }
                continue;
            }
            found.add(identity.number());
            if (identity.released()) {
                var mark = new Mark(identity.number(), identity.uid(), identity.releasedAt());
                long sinceNs = resting.getOrDefault(mark, nowNs);
                marks.put(mark, sinceNs);
                if (nowNs - sinceNs >= rest.toNanos()) {
                    steps.add(new Step.Delete(identity));
                }
            } else if (unneeded.contains(identity.number())) {
                steps.add(new Step.Release(identity));
            }
        }
        unneeded = found;
        resting = marks;
        return steps;
    }

    private static boolean wins(IdentityIndex index, IdentityRecord identity) {
        return index.lookup(identity.labels()).filter(identity::equals).isPresent();
    }
}
