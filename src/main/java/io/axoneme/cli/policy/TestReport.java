// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/** Prints what a run of policy tests comes to: a line a failure, then what was left out, then the sums. */
final class TestReport {

    private final PrintWriter out;
    private final PrintWriter err;
    private final OutputFormat format;
    private final JsonLines json;
    private final Map<String, Integer> leftOut = new TreeMap<>();
    private final Progress progress;
    private long worlds;
    private long passed;
    private long failed;

    TestReport(PrintWriter out, PrintWriter err, OutputFormat format, Progress progress) {
        this.out = out;
        this.err = err;
        this.format = format;
        this.json = new JsonLines(out);
        this.progress = progress;
    }

    void add(PolicyCase policyCase, CaseResult result) {
        if (!result.failures().isEmpty() || !result.notes().isEmpty()) {
            progress.clear();
        }
        worlds++;
        passed += result.passed();
        failed += result.failures().size();
        result.leftOut().forEach((reason, verdicts) -> leftOut.merge(reason, verdicts, Integer::sum));
        result.notes().forEach(note -> err.println(policyCase.name() + ": " + note));
        for (var failure : result.failures()) {
            switch (format) {
                case text -> out.println(failure);
                case json -> json.print(fields(failure));
            }
        }
        progress.at(worlds, passed + failed);
    }

    boolean failed() {
        return failed > 0;
    }

    void end() {
        progress.clear();
        switch (format) {
            case text -> {
                leftOut.forEach((reason, verdicts) -> out.println(verdicts + " left out: " + reason));
                out.println(passed + " passed, " + failed + " failed");
            }
            case json -> {
                var sums = new LinkedHashMap<String, Object>();
                sums.put("passed", passed);
                sums.put("failed", failed);
                sums.put("leftOut", leftOut);
                json.print(sums);
            }
        }
    }

    private static SequencedMap<String, ?> fields(CaseResult.Failure failure) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("case", failure.caseName());
        fields.put("row", failure.line());
        fields.put("port", failure.port().toString());
        fields.put("expected", failure.expected());
        fields.put("got", failure.got());
        fields.put("causes", failure.causes());
        return fields;
    }
}
