// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import io.axoneme.model.CidrMatchMode;
import io.axoneme.model.EnforcementMode;
import io.axoneme.model.FailsafePort;
import io.axoneme.model.L7OverL4;
import io.axoneme.model.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads a case's {@code options}: what an administrator configures rather than writes into objects. {@code cluster} is the own cluster's
 * name, {@code dualStack} is true or false, {@code mode} is default, always or never, {@code l7OverL4} is restrict or union, {@code failsafe} lists
 * the ports of nodes that no policy closes, such as {@code ingress 22/TCP}. {@code policyCidrMatchMode} is empty or pods. What is not
 * written keeps its default.
 */
final class CaseOptions {

    private static final List<String> FIELDS =
            List.of("cluster", "dualStack", "mode", "l7OverL4", "failsafe", "policyCidrMatchMode");

    private CaseOptions() {}

    static World.Options read(Tree options) throws UnreadableInput {
        options.allowOnly(FIELDS);
        var given = World.Options.DEFAULT;
        return new World.Options(
                options.has("cluster") ? options.text("cluster") : given.cluster(),
                options.has("dualStack") ? options.truth("dualStack") : given.dualStack(),
                options.has("mode") ? options.parsed("mode", t -> constant(t, EnforcementMode.values())) : given.mode(),
                given.dnsPods(),
                options.has("l7OverL4")
                        ? options.parsed("l7OverL4", t -> constant(t, L7OverL4.values()))
                        : given.l7OverL4(),
                options.has("failsafe") ? failsafe(options) : given.failsafe(),
                options.has("policyCidrMatchMode")
                        ? options.parsed("policyCidrMatchMode", CidrMatchMode::parse)
                        : given.cidrMatch());
    }

    private static List<FailsafePort> failsafe(Tree options) throws UnreadableInput {
        var ports = new ArrayList<FailsafePort>();
        for (var text : options.texts("failsafe")) {
            try {
                ports.add(FailsafePort.parse(text));
            } catch (IllegalArgumentException e) {
                throw options.error("failsafe: " + e.getMessage());
            }
        }
        return ports;
    }

    private static <T extends Enum<T>> T constant(String text, T[] values) {
        return CaseReader.oneOf(text, List.of(values), v -> v.name().toLowerCase(Locale.ROOT));
    }
}
