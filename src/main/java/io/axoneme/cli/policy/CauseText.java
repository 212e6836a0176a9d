// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import io.axoneme.model.Cause;
import io.axoneme.model.Verdict;
import java.util.List;

/** How causes are spelt: by the policy's name, with its kind in front where a name belongs to policies of two kinds. */
final class CauseText {

    private CauseText() {}

    static List<String> of(Verdict verdict) {
        if (verdict.causes().isEmpty()) {
            return basis(verdict.basis());
        }
        return verdict.causes().stream()
                .map(c -> name(c, verdict.causes()) + " " + part(c))
                .distinct()
                .toList();
    }

    private static String name(Cause cause, List<Cause> all) {
        boolean clash = all.stream()
                .anyMatch(c -> c.policy().toString().equals(cause.policy().toString())
                        && c.policy().kind() != cause.policy().kind());
        return clash ? cause.policy().qualified() : cause.policy().toString();
    }

    private static String part(Cause cause) {
        return cause.part() == Cause.Part.DEFAULT_DENY ? "default deny" : cause.path();
    }

    private static List<String> basis(Verdict.Basis basis) {
        return switch (basis) {
            case RULES, DEFAULT_DENY -> List.of();
            case NOT_ENFORCED -> List.of("nothing enforces this direction");
            case LOCAL_HOST -> List.of("the local host may reach its pods");
            case FAILSAFE -> List.of("failsafe port of nodes");
            case MODE_ALWAYS -> List.of("mode always");
            case MODE_NEVER -> List.of("mode never");
            case INIT -> List.of("endpoint without labels yet");
        };
    }
}
