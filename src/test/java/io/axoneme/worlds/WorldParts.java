// SPDX-License-Identifier: Apache-2.0
package io.axoneme.worlds;

import io.axoneme.model.Policy;
import io.axoneme.model.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** Other states of a random world: some of its objects, or others under their names. */
final class WorldParts {

    private WorldParts() {}

    /** Some policies say something else under their old name: what the one before them says. */
    static World changed(World world, long seed) {
        var policies = new ArrayList<Policy>();
        for (var policy : world.policies()) {
            boolean same = policies.isEmpty() || Objects.hash(seed, policy.ref().toString()) % 3 != 0;
            var specs = same ? policy.specs() : policies.getLast().specs();
            policies.add(new Policy(policy.ref(), policy.generation() + 1, specs, policy.audit()));
        }
        return new World(
                world.options(), world.workloads(), world.groups(), world.services(), policies, world.addresses());
    }

    /** Each object is in it or not by its name alone, so that taking away an object leaves the rest as it was. */
    static World part(World world, long seed, String which) {
        Predicate<Object> policy = name -> Objects.hash(seed, which, name.toString()) % 8 < 4;
        Predicate<Object> other = name -> Objects.hash(seed, which, name.toString()) % 8 < 6;
        return new World(
                world.options(),
                filter(world.workloads(), other),
                filter(world.groups(), g -> other.test(g.name())),
                filter(world.services(), other),
                filter(world.policies(), p -> policy.test(p.ref())),
                world.addresses());
    }

    private static <T> List<T> filter(List<T> all, Predicate<? super T> kept) {
        return all.stream().filter(kept).toList();
    }
}
