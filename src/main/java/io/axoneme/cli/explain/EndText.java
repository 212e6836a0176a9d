// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.explain;

import io.axoneme.model.L7Rules;
import io.axoneme.model.Labels;
import io.axoneme.model.Peer;
import io.axoneme.model.Rule;
import io.axoneme.model.Verdict;
import io.axoneme.oracle.Explanation;
import io.axoneme.oracle.Explanation.Effect;
import io.axoneme.oracle.Explanation.Near;
import io.axoneme.oracle.Explanation.Said;
import io.axoneme.request.Decision;
import io.axoneme.request.ProxyVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One end of an answer in sentences. */
final class EndText {

    private static final int MOST_NEAR = 3;

    private final Answer.End end;
    private final Explanation explained;
    private final Named named;
    private final String noun;
    private final ChangeText changes;

    EndText(Scene scene, Answer.End end) {
        this.end = end;
        this.explained = end.explanation();
        this.named = new Named(scene);
        this.noun = Named.noun(explained.endpoint());
        this.changes = new ChangeText(named, explained);
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add(reason());
        lines.addAll(proxy());
        lines.addAll(said());
        lines.addAll(near());
        end.change().ifPresent(c -> lines.addAll(changes.lines(c, "To allow it, ")));
        end.beforeEnforcement()
                .ifPresent(c -> lines.addAll(changes.lines(c, "To let it pass once that is enforced, ")));
        if (end.stops() && end.change().isEmpty() && !isMalformed()) {
            lines.add("No single change to one policy allows it.");
        }
        return lines;
    }

    private boolean isMalformed() {
        var proxy = end.proxy();
        return proxy != null && proxy.lists().stream().allMatch(l -> l.decision() instanceof Decision.Malformed);
    }

    private String reason() {
        var verdict = explained.verdict();
        var direction = explained.direction().text();
        return switch (verdict.basis()) {
            case RULES -> byRules(verdict);
            case DEFAULT_DENY -> {
                var deniers = verdict.causes().stream()
                        .map(c -> named.denier(c, direction))
                        .collect(Collectors.joining(", "));
                var put = (verdict.causes().size() == 1 ? " puts the " : " put the ") + noun;
                yield verdict.outcome() == Verdict.Outcome.AUDIT
                        ? "If it were enforced, " + deniers + " would put the " + noun + " into default deny for "
                                + direction + ", and no rule allows this."
                        : "No rule allows it, and " + deniers + put + " into default deny for " + direction + ".";
            }
            case NOT_ENFORCED -> "No policy enforces " + direction + " there.";
            case LOCAL_HOST -> "The node's own host may always reach its pods, unless a rule denies it.";
            case FAILSAFE -> "It is a failsafe port, which policies for nodes never close.";
            case MODE_ALWAYS -> "No rule allows it, and enforcement mode \"always\" denies what none allows.";
            case MODE_NEVER -> "Enforcement mode \"never\" lets everything pass.";
            case INIT -> "No rule allows it, and the pod has no labels yet (identity init), so it is in default deny.";
        };
    }

    private String byRules(Verdict verdict) {
        var rules = named.rules(verdict.causes());
        return switch (verdict.outcome()) {
            case ALLOWED -> "Allowed by " + rules + ".";
            case DENIED -> "Denied by " + rules + "; a deny rule beats every allow.";
            case REDIRECTED ->
                verdict.causes().isEmpty()
                        ? "Nothing enforces this direction: L7 rules only observe."
                        : "Sent to the proxy by " + rules + ".";
            case AUDIT -> "If it were enforced, " + rules + " would deny it.";
        };
    }

    /** Which rule of which list lets the request pass, or what each asks and does not find. */
    private List<String> proxy() {
        var lists = explained.verdict().rules();
        var proxy = end.proxy();
        if (proxy == null) {
            return lists.stream()
                    .map(l -> "It lets pass what matches " + all(l.rules())
                            + from(l.causes().isEmpty() ? "" : named.rules(l.causes())) + ".")
                    .toList();
        }
        return proxy.deciding().stream().flatMap(l -> says(l).stream()).toList();
    }

    private static String from(String rules) {
        return rules.isEmpty() ? ", since nothing enforces this direction" : ", of " + rules;
    }

    private List<String> says(ProxyVerdict.OfList ofList) {
        var rules = ofList.list().rules();
        var by = ofList.list().causes().isEmpty()
                ? ""
                : " of " + named.rules(ofList.list().causes());
        return switch (ofList.decision()) {
            case Decision.Passes(int rule, var mismatched) ->
                L7Text.size(rules) == 0
                        ? List.of("Every request passes" + by + ".")
                        : List.of("It matches " + L7Text.number(rules, rule) + by + ": " + L7Text.rule(rules, rule)
                                + "." + L7Text.mismatched(mismatched));
            case Decision.Malformed(var reason) -> List.of("It is refused whatever the rules: " + reason + ".");
            case Decision.Refused(var reasons) -> {
                var lines = new ArrayList<String>();
                lines.add("No rule" + by + " lets it pass:");
                for (int i = 0; i < reasons.size(); i++) {
                    lines.add(
                            "  " + L7Text.number(rules, i) + " " + L7Text.rule(rules, i) + ": " + reasons.get(i) + ".");
                }
                yield lines;
            }
        };
    }

    private static String all(L7Rules rules) {
        return L7Text.size(rules) == 0 ? "anything" : L7Text.all(rules);
    }

    /** All rules that had a say, unless the one that decides is the only one. */
    private List<String> said() {
        var said = explained.said();
        if (said.isEmpty() || (said.size() == 1 && said.getFirst().effect() == Effect.DECIDES)) {
            return List.of();
        }
        var lines = new ArrayList<String>();
        lines.add("Rules that had a say, the strongest first:");
        for (int i = 0; i < said.size(); i++) {
            lines.add("  " + (i + 1) + ". " + text(said.get(i)));
        }
        return lines;
    }

    private String text(Said said) {
        var rule = named.rule(said.policy().ref(), said.rule().path());
        if (said.effect() == Effect.LEARNS) {
            return rule + " is about DNS names: the proxy learns their addresses from the answers";
        }
        var action = said.rule().action() == Rule.Action.DENY ? "denies" : "allows";
        var effect = switch (said.effect()) {
            case DECIDES, LEARNS -> "decides";
            case OVERRULED -> "overruled";
            case AUDITED -> "only audited, enforces nothing";
        };
        return rule + " " + action + " it: " + effect;
    }

    private List<String> near() {
        var near = explained.near();
        var lines = new ArrayList<String>();
        near.stream().limit(MOST_NEAR).forEach(n -> lines.add("Came near: " + text(n)));
        if (near.size() > MOST_NEAR) {
            lines.add("(" + (near.size() - MOST_NEAR) + " more came near by one thing.)");
        }
        return lines;
    }

    private String text(Near near) {
        var rule = named.rule(near.policy().ref(), near.rule().path());
        var action = near.rule().action() == Rule.Action.DENY ? "denies" : "allows";
        return switch (near) {
            case Near.WrongPort(var policy, var own) ->
                rule + ": right peer, wrong port. It " + action + " " + Wording.ports(own.ports()) + ".";
            case Near.WrongPeer(var policy, var own, var nearest, var missing) ->
                rule + ": right port, wrong peer. It "
                        + (missing.isEmpty()
                                ? action + " " + Wording.picked(nearest) + "."
                                : "asks for " + Wording.gaps(missing, peerName(), peerLabels()) + ".");
            case Near.WrongEndpoint(var policy, var spec, var own, var missing) ->
                rule + ": right peer and port, wrong " + noun + ". Its selector asks for "
                        + Wording.gap(
                                missing,
                                explained.endpoint().toString(),
                                explained.endpoint().labels())
                        + ".";
        };
    }

    private String peerName() {
        return named.peer(explained.peer());
    }

    private Labels peerLabels() {
        return switch (explained.peer()) {
            case Peer.Pod(var pod) -> pod.labels();
            case Peer.Node node -> node.labels();
            case Peer.Reserved reserved -> Labels.empty();
            case Peer.Outside outside -> Labels.empty();
        };
    }
}
