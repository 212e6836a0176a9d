// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import io.axoneme.kube.translate.WorldTranslator;
import io.axoneme.model.Workload;
import java.util.List;
import java.util.Optional;

/** Says why a line cannot be judged: a policy that touches its endpoint uses what is not built yet. */
final class Omissions {

    private final WorldTranslator.Reading reading;

    Omissions(WorldTranslator.Reading reading) {
        this.reading = reading;
    }

    /** A reason if one of these endpoints is touched. */
    Optional<String> reason(List<Workload> endpoints) {
        if (!reading.unbuilt().isEmpty()) {
            return Optional.of("uses " + reading.unbuilt().getFirst() + ", not built yet");
        }
        return reading.rejected().stream()
                .filter(r -> r.why().onlyUnsupported())
                .filter(r -> endpoints.stream().anyMatch(e -> touches(r, e)))
                .findFirst()
                .map(r ->
                        "uses " + r.name() + " " + r.why().problems().getFirst().path() + ", not built yet");
    }

    /** A policy whose subject cannot be read may touch anyone. */
    private static boolean touches(WorldTranslator.Rejected rejected, Workload endpoint) {
        var subjects = rejected.why().subjects();
        return subjects.isEmpty() || subjects.stream().anyMatch(s -> s.matches(endpoint.labels()));
    }
}
