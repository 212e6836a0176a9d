// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.explain;

import io.axoneme.kube.translate.WorldTranslator;
import io.axoneme.model.Cause;
import io.axoneme.model.Peer;
import io.axoneme.model.PolicyRef;
import io.axoneme.model.Problem;
import io.axoneme.model.Requirement;
import io.axoneme.model.RuleList;
import io.axoneme.oracle.Explanation;
import io.axoneme.oracle.Explanation.Near;
import io.axoneme.request.Decision;
import io.axoneme.request.ProxyVerdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** An answer as one JSON object, for programs. */
public final class JsonReport {

    private final Scene scene;

    private JsonReport(Scene scene) {
        this.scene = scene;
    }

    /** The object's fields: maps, lists, texts, numbers, booleans. */
    public static SequencedMap<String, ?> fields(Answer answer) {
        var report = new JsonReport(answer.scene());
        var inquiry = answer.inquiry();
        var fields = new LinkedHashMap<String, Object>();
        fields.put("from", report.side(inquiry.from()));
        fields.put("to", report.side(inquiry.to()));
        fields.put("port", inquiry.port().toString());
        fields.put("verdict", answer.outcome().text());
        answer.proxied()
                .ifPresent(e -> fields.put(
                        "request", answer.ends().stream().anyMatch(Answer.End::stops) ? "refused" : "passes"));
        fields.put("ends", answer.ends().stream().map(report::end).toList());
        fields.put(
                "notJudged",
                answer.scene().rejected(answer.endpoints()).stream()
                        .map(JsonReport::notJudged)
                        .toList());
        return fields;
    }

    private String side(Inquiry.Side side) {
        return side.endpoint()
                .map(endpoint -> (endpoint.isHost() ? "" : "pod ") + endpoint)
                .or(() -> side.peer() instanceof Peer.Outside(var address)
                        ? scene.name(address).map(name -> "name " + name)
                        : Optional.empty())
                .orElseGet(() -> side.peer().toString());
    }

    private static Map<String, Object> notJudged(WorldTranslator.Rejected rejected) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("policy", rejected.name());
        fields.put("kind", rejected.kind().text());
        fields.put(
                "problems",
                rejected.why().problems().stream().map(Problem::toString).toList());
        return fields;
    }

    private Map<String, Object> end(Answer.End end) {
        var explained = end.explanation();
        var fields = new LinkedHashMap<String, Object>();
        fields.put("endpoint", explained.endpoint().toString());
        fields.put("direction", explained.direction().text());
        fields.put("verdict", end.outcome().text());
        fields.put(
                "basis",
                explained.verdict().basis().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        fields.put(
                "causes",
                explained.verdict().causes().stream()
                        .map(c -> cause(c, explained))
                        .toList());
        fields.put("rules", explained.said().stream().map(this::said).toList());
        fields.put("near", explained.near().stream().map(this::near).toList());
        if (end.proxy() != null) {
            fields.put("proxy", end.proxy().lists().stream().map(this::proxy).toList());
        }
        end.change().ifPresent(c -> fields.put("change", change(c)));
        end.beforeEnforcement().ifPresent(c -> fields.put("changeBeforeEnforcement", change(c)));
        return fields;
    }

    private Map<String, Object> cause(Cause cause, Explanation explained) {
        var path = cause.part() == Cause.Part.DEFAULT_DENY
                ? cause.path() + "." + explained.direction().text()
                : cause.path();
        var fields = place(cause.policy(), path);
        fields.put("part", cause.part().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        return fields;
    }

    private Map<String, Object> place(PolicyRef policy, String path) {
        var source = scene.source(policy);
        var fields = new LinkedHashMap<String, Object>();
        fields.put("policy", policy.toString());
        fields.put("kind", policy.kind().text());
        fields.put("path", path);
        if (!source.file().isEmpty()) {
            fields.put("file", source.file());
            fields.put("line", source.line(path));
        }
        return fields;
    }

    private Map<String, Object> said(Explanation.Said said) {
        var fields = place(said.policy().ref(), said.rule().path());
        fields.put("action", said.rule().action().name().toLowerCase(Locale.ROOT));
        fields.put("effect", said.effect().name().toLowerCase(Locale.ROOT));
        return fields;
    }

    private Map<String, Object> near(Near near) {
        var fields = place(near.policy().ref(), near.rule().path());
        fields.put("action", near.rule().action().name().toLowerCase(Locale.ROOT));
        switch (near) {
            case Near.WrongPort(var policy, var rule) -> {
                fields.put("misses", "port");
                fields.put("ports", Wording.ports(rule.ports()));
            }
            case Near.WrongPeer(var policy, var rule, var nearest, var missing) -> {
                fields.put("misses", "peer");
                fields.put("picks", Wording.picked(nearest));
                fields.put(
                        "missing", missing.stream().map(Requirement::toString).toList());
            }
            case Near.WrongEndpoint(var policy, var spec, var rule, var missing) -> {
                fields.put("misses", "endpoint");
                fields.put("missing", List.of(missing.toString()));
            }
        }
        return fields;
    }

    private Map<String, Object> proxy(ProxyVerdict.OfList ofList) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("rules", rules(ofList.list()));
        switch (ofList.decision()) {
            case Decision.Passes(int rule, var mismatched) -> {
                fields.put("passes", true);
                if (L7Text.size(ofList.list().rules()) > 0) {
                    fields.put("rule", L7Text.number(ofList.list().rules(), rule));
                }
            }
            case Decision.Refused(var reasons) -> {
                fields.put("passes", false);
                fields.put("reasons", reasons);
            }
            case Decision.Malformed(var reason) -> {
                fields.put("passes", false);
                fields.put("reasons", List.of(reason));
            }
        }
        return fields;
    }

    private List<Map<String, Object>> rules(RuleList list) {
        return list.causes().stream()
                .<Map<String, Object>>map(c -> place(c.policy(), c.path()))
                .toList();
    }

    private Map<String, Object> change(Change change) {
        return switch (change) {
            case Change.Add(var policy, var path, var item, int also) -> {
                var fields = place(policy, path);
                fields.put("add", item);
                fields.put("alsoChanges", also);
                yield fields;
            }
            case Change.Create(var document, int also) -> {
                var fields = new LinkedHashMap<String, Object>();
                fields.put("create", document);
                fields.put("alsoChanges", also);
                yield fields;
            }
            case Change.Remove(var rules, var then) -> {
                var fields = new LinkedHashMap<String, Object>();
                fields.put(
                        "remove",
                        rules.stream()
                                .map(d -> place(d.policy(), d.rule().path()))
                                .toList());
                fields.put("thenVerdict", then.outcome().text());
                yield fields;
            }
        };
    }
}
