// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.explain;

import io.axoneme.model.Verdict.Outcome;
import io.axoneme.oracle.Explanation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A change in sentences, and as it would be written. */
final class ChangeText {

    private final Named named;
    private final Explanation explained;

    ChangeText(Named named, Explanation explained) {
        this.named = named;
        this.explained = explained;
    }

    List<String> lines(Change change, String purpose) {
        return switch (change) {
            case Change.Add(var policy, var path, var item, int also) -> {
                var lines = new ArrayList<String>();
                lines.add(purpose + "add to " + named.rule(policy, path) + ":");
                lines.add("  - " + Trees.line(item));
                lines.addAll(warning(also));
                yield lines;
            }
            case Change.Create(var document, int also) -> {
                var lines = new ArrayList<String>();
                lines.add(purpose + "apply a policy of its own:");
                Trees.lines(document).forEach(line -> lines.add("  " + line));
                lines.addAll(warning(also));
                yield lines;
            }
            case Change.Remove remove -> {
                var rules = remove.rules().stream()
                        .map(d -> named.rule(d.policy(), d.rule().path()))
                        .collect(Collectors.joining(" and "));
                yield List.of(
                        purpose + "take out or narrow " + rules + ". No allow rule helps while it stands.",
                        then(remove));
            }
        };
    }

    private static List<String> warning(int also) {
        return also == 0 ? List.of() : List.of("  (This would change " + also + " more verdicts between other pods.)");
    }

    private String then(Change.Remove remove) {
        var then = remove.then();
        if (then.outcome() != Outcome.DENIED) {
            return "Without it the packet passes.";
        }
        var deniers = then.causes().stream()
                .map(c -> named.denier(c, explained.direction().text()))
                .collect(Collectors.joining(", "));
        return "Without it the packet is still denied: no rule allows it"
                + (deniers.isEmpty()
                        ? "."
                        : ", and the " + Named.noun(explained.endpoint()) + " is in default deny by " + deniers + ".");
    }
}
