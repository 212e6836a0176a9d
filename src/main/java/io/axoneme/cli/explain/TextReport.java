// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.explain;

import io.axoneme.kube.translate.WorldTranslator;
import io.axoneme.model.Peer;
import io.axoneme.model.Problem;
import io.axoneme.model.Verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** An answer in plain sentences, for somebody who was woken: first whether it passes, then where it stops, why, and what to do. */
public final class TextReport {

    private final Answer answer;
    private final Scene scene;
    private final Inquiry inquiry;

    private TextReport(Answer answer) {
        this.answer = answer;
        this.scene = answer.scene();
        this.inquiry = answer.inquiry();
    }

    /** The lines of the report. */
    public static List<String> lines(Answer answer) {
        var report = new TextReport(answer);
        var lines = new ArrayList<String>();
        lines.add(report.headline());
        lines.addAll(report.cautions());
        for (var end : answer.ends()) {
            lines.add("");
            lines.add(report.title(end));
            new EndText(answer.scene(), end).lines().forEach(line -> lines.add("  " + line));
        }
        return lines;
    }

    private String headline() {
        var named = new Named(scene);
        var from = named.side(inquiry.from());
        var way = named.side(inquiry.to()) + " on " + inquiry.port();
        return switch (answer.outcome()) {
            case DENIED -> from + " CANNOT reach " + way + ".";
            case ALLOWED -> from + " can reach " + way + ".";
            case AUDIT -> from + " can reach " + way + ", but only because a policy that would deny it is audited.";
            case REDIRECTED -> redirected(from, way);
        };
    }

    private String redirected(String from, String way) {
        var proxied = answer.proxied();
        if (proxied.isEmpty()) {
            return from + " can reach " + way + " through a proxy, which judges each request.";
        }
        boolean passes = answer.ends().stream().noneMatch(Answer.End::stops);
        return from + " can connect to " + way + ", and the proxy " + (passes ? "lets pass: " : "REFUSES: ")
                + request();
    }

    private String request() {
        return inquiry.http() != null ? inquiry.http().toString() : "the name " + inquiry.dnsName();
    }

    /** What makes the answer less than certain. */
    private List<String> cautions() {
        var cautions = new ArrayList<String>();
        scene.rejected(answer.endpoints()).forEach(r -> cautions.add(caution(r)));
        scene.reading()
                .unbuilt()
                .forEach(o -> cautions.add("CAUTION: " + o + " may change this, and is not judged by this version."));
        if (inquiry.to().peer() instanceof Peer.Outside(var address)
                && address.equals(Inquiry.SOMEWHERE)
                && scene.hasCidrs(answer.endpoints())) {
            cautions.add(
                    "CAUTION: the name's addresses are not known here, so rules about CIDRs are not judged, but for"
                            + " those that take every address. With fqdn:NAME=ADDRESS all are.");
        }
        boolean asked = inquiry.http() != null || inquiry.dnsName() != null;
        if (asked && answer.outcome() != Outcome.DENIED && answer.proxied().isEmpty()) {
            cautions.add("No L7 rule applies on this port, so the request itself is not judged: every request passes.");
        }
        return cautions;
    }

    private String caution(WorldTranslator.Rejected rejected) {
        var problems = rejected.why().problems();
        var place = scene.source(rejected)
                .map(s -> s.place(problems.getFirst().path()))
                .filter(p -> !p.isEmpty())
                .map(p -> " (" + p + ")");
        var name = rejected.kind().text() + " " + rejected.name() + place.orElse("");
        var why = problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
        return rejected.why().onlyUnsupported()
                ? "CAUTION: " + name + " may change this, and is not judged by this version: " + why
                : "CAUTION: " + name + " is not valid, so it is not enforced: " + why;
    }

    private String title(Answer.End end) {
        var explained = end.explanation();
        return "At " + explained.endpoint() + " (" + explained.direction().text() + "): " + verdict(end) + ".";
    }

    private static String verdict(Answer.End end) {
        return switch (end.outcome()) {
            case DENIED -> "DENIED";
            case ALLOWED -> "allowed";
            case AUDIT -> "allowed, denied if audited policies were enforced";
            case REDIRECTED ->
                end.proxy() == null
                        ? "to the proxy"
                        : end.proxy().passes() ? "to the proxy, which lets it pass" : "REFUSED by the proxy";
        };
    }
}
