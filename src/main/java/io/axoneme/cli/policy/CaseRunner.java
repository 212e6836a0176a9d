// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import io.axoneme.kube.translate.InvalidPolicy;
import io.axoneme.kube.translate.WorldTranslator;
import io.axoneme.model.CidrMatchMode;
import io.axoneme.model.Direction;
import io.axoneme.model.Judge;
import io.axoneme.model.LabelFilter;
import io.axoneme.model.Port;
import io.axoneme.model.Problem;
import io.axoneme.model.Verdict;
import io.axoneme.model.Verdict.Outcome;
import io.axoneme.model.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks a judge everything that a case expects. */
final class CaseRunner {

    private final Judges.Entry judge;
    private final InvalidPolicy invalidPolicy;
    private final CidrMatchMode cidrMatch;

    CaseRunner(Judges.Entry judge) {
        this(judge, InvalidPolicy.IGNORE, CidrMatchMode.OUTSIDE);
    }

    /** @param cidrMatch of cases that leave it at its default */
    CaseRunner(Judges.Entry judge, InvalidPolicy invalidPolicy, CidrMatchMode cidrMatch) {
        this.judge = judge;
        this.invalidPolicy = invalidPolicy;
        this.cidrMatch = cidrMatch;
    }

    /**
     * Judges every line of the case.
     *
     * @throws UnreadableInput when objects that are no policies have faults, or a line names a pod that is not there
     */
    CaseResult run(PolicyCase policyCase) throws UnreadableInput {
        var reading = new WorldTranslator(options(policyCase), LabelFilter.DEFAULT, judge.features(), invalidPolicy)
                .read(policyCase.objects(), policyCase.names());
        if (!reading.faults().isEmpty()) {
            throw new UnreadableInput(policyCase.name() + ": " + String.join("; ", reading.faults()));
        }
        try (var bench = judge.judge().get().open(reading.world())) {
            var run = new Run(policyCase, new Ends(policyCase.name(), reading), new Omissions(reading), bench);
            for (var row : policyCase.rows()) {
                run.row(row);
            }
            for (var expectation : policyCase.expectations()) {
                run.expectation(expectation);
            }
            return new CaseResult(run.passed, run.failures, run.leftOut, notes(reading));
        }
    }

    private World.Options options(PolicyCase policyCase) {
        var own = policyCase.options();
        return own.cidrMatch() == CidrMatchMode.OUTSIDE ? own.withCidrMatch(cidrMatch) : own;
    }

    private List<String> notes(WorldTranslator.Reading reading) {
        return reading.rejected().stream()
                .filter(r -> !r.why().onlyUnsupported())
                .map(r -> r.kind().text() + " " + r.name() + " is not valid, so it is not enforced"
                        + (stoodInFor(reading, r) ? "; what it selects is in default deny: " : ": ")
                        + String.join(
                                "; ",
                                r.why().problems().stream()
                                        .map(Problem::toString)
                                        .toList()))
                .toList();
    }

    private boolean stoodInFor(WorldTranslator.Reading reading, WorldTranslator.Rejected rejected) {
        return invalidPolicy == InvalidPolicy.DENY
                && reading.world().policies().stream()
                        .anyMatch(p -> p.ref().kind() == rejected.kind()
                                && p.ref().toString().equals(rejected.name()));
    }

    private static final class Run {
        private final PolicyCase policyCase;
        private final Ends ends;
        private final Omissions omissions;
        private final Judge.Bench bench;
        private final List<CaseResult.Failure> failures = new ArrayList<>();
        private final Map<String, Integer> leftOut = new TreeMap<>();
        private int passed;

        Run(PolicyCase policyCase, Ends ends, Omissions omissions, Judge.Bench bench) {
            this.policyCase = policyCase;
            this.ends = ends;
            this.omissions = omissions;
            this.bench = bench;
        }

        void row(PolicyCase.Row row) throws UnreadableInput {
            var endpoint = ends.workload(row.endpoint());
            var peer = ends.peer(row.peer());
            var reason = omissions.reason(List.of(endpoint));
            if (reason.isPresent()) {
                leaveOut(reason.get(), row.ports().size());
                return;
            }
            var answers = bench.judge(row.ports().stream()
                    .map(port -> new Judge.Question(endpoint, row.direction(), peer, port))
                    .toList());
            for (int i = 0; i < row.ports().size(); i++) {
                compare(row, row.ports().get(i), outcome(row.letters().charAt(i)), answers.get(i));
            }
        }

        private void compare(PolicyCase.Row row, Port port, Outcome expected, Judge.Answer answer) {
            switch (answer) {
                case Judge.Answer.Judged(var verdict) when verdict.outcome() == expected -> passed++;
                case Judge.Answer.Judged(var verdict) ->
                    fail(row.title(), port, expected.text(), verdict.outcome().text(), CauseText.of(verdict));
                case Judge.Answer.LeftOut(var reason) -> leaveOut(reason, 1);
                case Judge.Answer.Torn(var verdicts) -> failTorn(row.title(), port, expected, verdicts);
            }
        }

        private void leaveOut(String reason, int verdicts) {
            leftOut.merge(reason, verdicts, Integer::sum);
        }

        private static Outcome outcome(char letter) {
            return Arrays.stream(Outcome.values())
                    .filter(o -> o.letter() == letter)
                    .findFirst()
                    .orElseThrow();
        }

        void expectation(PolicyCase.Expectation expectation) throws UnreadableInput {
            var from = ends.peer(expectation.from());
            var to = ends.peer(expectation.to());
            var sender = ends.endpoint(expectation.from());
            var receiver = ends.endpoint(expectation.to());
            var endpoints =
                    Stream.of(sender, receiver).flatMap(Optional::stream).toList();
            var reason = omissions.reason(endpoints);
            if (reason.isPresent()) {
                leaveOut(reason.get(), 1);
                return;
            }
            var questions = new ArrayList<Judge.Question>();
            if (expectation.at() != PolicyCase.At.INGRESS) {
                sender.ifPresent(s -> questions.add(new Judge.Question(s, Direction.EGRESS, to, expectation.port())));
            }
            if (expectation.at() != PolicyCase.At.EGRESS) {
                receiver.ifPresent(
                        r -> questions.add(new Judge.Question(r, Direction.INGRESS, from, expectation.port())));
            }
            if (questions.isEmpty()) {
                throw new UnreadableInput(
                        policyCase.name() + ": " + expectation.title() + ": no end there is a pod or a node");
            }
            var verdicts = new ArrayList<Verdict>();
            for (var answer : bench.judge(questions)) {
                switch (answer) {
                    case Judge.Answer.Judged(var verdict) -> verdicts.add(verdict);
                    case Judge.Answer.LeftOut(var why) -> {
                        leaveOut(why, 1);
                        return;
                    }
                    case Judge.Answer.Torn(var torn) -> {
                        failTorn(expectation.title(), expectation.port(), expectation.outcome(), torn);
                        return;
                    }
                }
            }
            var request = expectation.request();
            compare(
                    expectation,
                    Passage.of(
                            request == null
                                    ? verdicts
                                    : verdicts.stream().map(request::judge).toList()));
        }

        private void compare(PolicyCase.Expectation expectation, Passage passage) {
            var exactly = expectation.byExactly();
            if (passage.outcome() != expectation.outcome()) {
                fail(
                        expectation,
                        passage,
                        expectation.outcome().text(),
                        passage.outcome().text());
            } else if (!passage.namesAll(expectation.by())) {
                fail(expectation, passage, "causes with " + String.join(", ", expectation.by()), "others");
            } else if (exactly != null && !passage.namesExactly(exactly)) {
                fail(expectation, passage, "exactly the causes " + String.join(", ", exactly), "others");
            } else {
                passed++;
            }
        }

        private void fail(PolicyCase.Expectation expectation, Passage passage, String expected, String got) {
            fail(expectation.title(), expectation.port(), expected, got, passage.causeTexts());
        }

        private void failTorn(String line, Port port, Outcome expected, Map<String, Verdict> verdicts) {
            var got = verdicts.entrySet().stream()
                    .map(e -> e.getValue().outcome().text() + " in " + e.getKey())
                    .collect(Collectors.joining(", "));
            var causes = verdicts.values().stream()
                    .flatMap(v -> CauseText.of(v).stream())
                    .distinct()
                    .toList();
            fail(line, port, expected.text(), got, causes);
        }

        private void fail(String line, Port port, String expected, String got, List<String> causes) {
            failures.add(new CaseResult.Failure(policyCase.name(), line, port, expected, got, causes));
        }
    }
}
