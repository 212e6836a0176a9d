// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.model.Direction;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.Policy;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.PolicyRef;
import io.axoneme.model.PolicySpec;
import io.axoneme.model.Problem;
import io.axoneme.model.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What becomes of a policy that is not valid and of which no valid version is known. */
public enum InvalidPolicy {
    /** Its endpoints keep what other policies say. */
    IGNORE,
    /** Endpoints that it selects, as far as that can be read, are in default deny, and it is named as the cause. */
    DENY;

    /** As settings spell it. */
    public static Optional<InvalidPolicy> parse(String text) {
        return switch (text) {
            case "ignore" -> Optional.of(IGNORE);
            case "deny" -> Optional.of(DENY);
            default -> Optional.empty();
        };
    }

    /**
     * The policy that is enforced in place of the invalid one: rules for nobody in both directions, for whom it selects.
     *
     * @param tree the document; its metadata are enough
     * @param present its translation
     * @return empty when the document is valid, when nothing stands in for it, or when it cannot be read what it is called or whom it selects
     */
    public Optional<Policy> standIn(PolicyKind kind, Map<String, ?> tree, Translation<Policy> present) {
        var meta = ObjectMeta.of(Field.root(tree, new ArrayList<Problem>()));
        if (this == IGNORE
                || !(present instanceof Translation.Invalid<Policy> invalid)
                || invalid.subjects().isEmpty()
                || meta.name().isEmpty()) {
            return Optional.empty();
        }
        var ref = new PolicyRef(kind, kind.namespaced() ? meta.namespace() : "", meta.name(), meta.uid());
        var specs = invalid.subjects().stream().map(InvalidPolicy::nobody).toList();
        return Optional.of(new Policy(ref, meta.generation(), specs, meta.audit()));
    }

    private static PolicySpec nobody(LabelSelector subject) {
        var rules = Stream.of(Direction.values())
                .map(d -> new Rule(d, Rule.Action.ALLOW, List.of(), List.of(), "spec." + d.text()))
                .toList();
        return new PolicySpec(subject, true, true, rules, "spec");
    }
}
