// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.explain;

import io.axoneme.model.Cause;
import io.axoneme.model.PolicyRef;
import java.util.List;
import java.util.stream.Collectors;

/** Policies and their rules by name and place: {@code demo/lock spec.ingress[0] (lock.yaml:7)}. */
final class Named {

    private final Scene scene;

    Named(Scene scene) {
        this.scene = scene;
    }

    /** With the kind in front when the world has a policy of another kind by this name. */
    String policy(PolicyRef ref) {
        boolean clash = scene.world().policies().stream()
                .anyMatch(
                        p -> p.ref().kind() != ref.kind() && p.ref().toString().equals(ref.toString()));
        return clash ? ref.qualified() : ref.toString();
    }

    String rule(PolicyRef ref, String path) {
        return policy(ref) + " " + path + place(ref, path);
    }

    /** The policy alone, with the place of what makes it deny. */
    String denier(Cause cause, String list) {
        return policy(cause.policy()) + place(cause.policy(), cause.path() + "." + list);
    }

    String place(PolicyRef ref, String path) {
        var place = scene.source(ref).place(path);
        return place.isEmpty() ? "" : " (" + place + ")";
    }

    String rules(List<Cause> causes) {
        return causes.stream().map(c -> rule(c.policy(), c.path())).collect(Collectors.joining(", "));
    }
}
