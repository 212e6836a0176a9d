// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.explain;

import io.axoneme.model.Policy;
import io.axoneme.model.RuleList;
import io.axoneme.model.World;
import io.axoneme.oracle.Explanation;
import io.axoneme.oracle.Oracle;
import io.axoneme.request.Decision;
import io.axoneme.request.ProxyVerdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The further L7 rule that lets a refused request pass, tried on the world. */
final class RequestChange {

    private final Scene scene;
    private final Inquiry inquiry;
    private final Explanation explained;
    private final ProxyVerdict refused;

    RequestChange(Scene scene, Inquiry inquiry, Explanation explained, ProxyVerdict refused) {
        this.scene = scene;
        this.inquiry = inquiry;
        this.explained = explained;
        this.refused = refused;
    }

    /** Empty when no list takes such a request at all. */
    Optional<Change> find() {
        return refused.lists().stream()
                .filter(l -> l.decision() instanceof Decision.Refused)
                .flatMap(l -> additions(l.list()))
                .filter(this::helps)
                .<Change>map(a -> a)
                .findFirst();
    }

    /** One for each list in the rules that brought this one. */
    private Stream<Change.Add> additions(RuleList list) {
        return list.causes().stream().flatMap(cause -> {
            var tree = scene.source(cause.policy()).tree();
            var toPorts = cause.path() + ".toPorts";
            int entries = Trees.at(tree, toPorts) instanceof List<?> there ? there.size() : 0;
            return IntStream.range(0, entries)
                    .mapToObj(i -> toPorts + "[" + i + "].rules." + kind())
                    .filter(path -> Trees.at(tree, path) instanceof List<?>)
                    .map(path -> new Change.Add(cause.policy(), path, item(), 0));
        });
    }

    private String kind() {
        return inquiry.http() == null ? "dns" : "http";
    }

    private Object item() {
        var request = inquiry.http();
        if (request == null) {
            return Map.of("matchName", String.valueOf(inquiry.dnsName()));
        }
        var item = new LinkedHashMap<String, Object>();
        item.put("method", request.method());
        item.put("path", quoted(request.normalPath()));
        if (!request.host().isEmpty()) {
            item.put("host", quoted(request.host()));
        }
        return item;
    }

    /** An expression that means this text and nothing else. */
    private static String quoted(String text) {
        return text.replaceAll("[\\\\.+*?()|\\[\\]{}^$]", "\\\\$0");
    }

    private boolean helps(Change.Add addition) {
        var ref = addition.policy();
        var tree = Trees.with(scene.source(ref).tree(), addition.path(), addition.item());
        var world = scene.world();
        return scene.translate(ref.kind(), tree)
                .map(changed -> world.policies().stream()
                        .map(p -> p.ref().equals(ref) ? new Policy(ref, p.generation(), changed.specs(), p.audit()) : p)
                        .toList())
                .filter(policies -> passes(world.withPolicies(policies)))
                .isPresent();
    }

    private boolean passes(World changed) {
        var lists = new Oracle()
                .open(changed)
                .judge(explained.endpoint(), explained.direction(), explained.peer(), explained.port())
                .rules();
        var request = inquiry.http();
        return (request == null
                        ? ProxyVerdict.of(lists, String.valueOf(inquiry.dnsName()))
                        : ProxyVerdict.of(lists, request))
                .passes();
    }
}
