// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every field of the reference's API and what becomes of it, as {@code fields.tsv} lists it: found out by the documents of
 * {@code accepted.yaml} and {@code unsupported.yaml}, so that a field which neither of them shows has no answer and fails.
 */
class ReferenceFieldsTest {

    private static final Path TABLE = Path.of("src/test/resources/policies/fields.tsv");
    private static final Path FOUND = Path.of("target/fields.tsv");

    private static final String NOT_SHOWN = "shown by no document";
    private static final TranslatorConfig CLUSTER = TranslatorConfig.enforcing("default");
    private static final TranslatorConfig OFFLINE = TranslatorConfig.judging("default");

    /** What documents show of one field: taken by one of them, refused by others, each with its sentence. */
    private static final class Findings {
        private boolean taken;
        private boolean refusedBelow;
        private final Set<String> refusals = new TreeSet<>();

        String text() {
            if (refusals.isEmpty()) {
                return taken ? "taken" : refusedBelow ? "refused with what stands in it" : NOT_SHOWN;
            }
            return (taken ? "taken, but for values that are refused: " : "refused: ") + String.join("; ", refusals);
        }
    }

    @Test
    void theTableSaysWhatTheTranslatorsDo() throws IOException {
        var onCluster = findings(CLUSTER);
        var offline = findings(OFFLINE);
        var lines = new ArrayList<String>();
        for (var line : Files.readAllLines(TABLE)) {
            var cells = line.split("\t", -1);
            var field = cells[0] + " " + (cells.length > 1 ? cells[1] : "");
            lines.add(
                    line.startsWith("#")
                            ? line
                            : String.join("\t", cells[0], cells[1], text(onCluster, field), text(offline, field)));
        }
        var found = String.join("\n", lines) + "\n";
        Files.writeString(FOUND, found);
        assertEquals(found, Files.readString(TABLE), "if it is right, copy " + FOUND + " to " + TABLE);
        assertEquals(
                List.of(),
                lines.stream().filter(line -> line.contains(NOT_SHOWN)).toList());
    }

    private static String text(Map<String, Findings> findings, String field) {
        return findings.getOrDefault(field, new Findings()).text();
    }

    /** Documents with faults of their own answer only for fields that the others leave open. */
    private static Map<String, Findings> findings(TranslatorConfig config) {
        var findings = new TreeMap<String, Findings>();
        for (var name : List.of("accepted", "unsupported")) {
            PolicySample.read(name).forEach(sample -> show(sample, config, findings));
        }
        var others = new TreeMap<String, Findings>();
        PolicySample.read("rejected").forEach(sample -> show(sample, config, others));
        others.forEach((field, found) ->
                findings.merge(field, found, (first, other) -> first.text().equals(NOT_SHOWN) ? other : first));
        return findings;
    }

    private static void show(PolicySample sample, TranslatorConfig config, Map<String, Findings> findings) {
        var kind = sample.kind().replace("Clusterwide", "");
        var problems = sample.faults(config);
        for (var field : fields("", sample.tree())) {
            var finding = findings.computeIfAbsent(kind + " " + field, unseen -> new Findings());
            finding.taken |= problems.isEmpty();
            for (var problem : problems) {
                var place = anyIndex(problem.path());
                finding.refusedBelow |= place.startsWith(field);
                if (holds(place, field)) {
                    finding.refusals.add(problem.message());
                }
            }
        }
    }

    private static boolean holds(String place, String field) {
        return field.equals(place) || field.startsWith(place + ".") || field.startsWith(place + "[");
    }

    private static String anyIndex(String path) {
        return path.replaceAll("\\[[0-9]+]", "[]");
    }

    /** The fields that stand in a document, as the table spells them: {@code spec.ingress[].toPorts[].ports}. */
    private static Set<String> fields(String path, @Nullable Object value) {
        var fields = new TreeSet<String>();
        switch (value) {
            case Map<?, ?> map ->
                map.forEach((name, below) -> {
                    var field = path.isEmpty() ? String.valueOf(name) : path + "." + name;
                    if (below != null) {
                        fields.add(field);
                        fields.addAll(fields(field, below));
                    }
                });
            case List<?> list -> list.forEach(item -> fields.addAll(fields(path + "[]", item)));
            case null, default -> {}
        }
        return fields;
    }
}
