// SPDX-License-Identifier: Apache-2.0
package io.axoneme.plan;

import io.axoneme.graph.RowKey;
import io.axoneme.model.Cause;
import io.axoneme.model.Direction;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.PolicyRef;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The text of the journal: what rows and vectors in the kernel mean, for the run after this one. One record a line, fields separated by tabs;
 * a line that is cut off, as by a kill in mid-write, is the last one and is passed over.
 *
 * <pre>
 * selector BIT TEXT
 * default POLICY DIRECTION CAUSE…
 * row POLICY ROW PROTOCOL PORT BITS
 * bit POLICY ROW SEGMENT BIT CAUSE…
 * policy POLICY            (after its defaults, rows and bits: complete)
 * </pre>
 *
 * A cause is {@code Kind|namespace|name|uid|path|PART}; Kubernetes names hold neither bars nor tabs.
 */
public final class CauseJournal {

    /**
     * What a journal says.
     *
     * @param bits canonical text of a selector → its bit, by the last line of each text and of each bit
     * @param policies complete ones by id
     */
    public record Contents(Map<String, Integer> bits, SortedMap<Integer, PolicyCauses> policies) {}

    private CauseJournal() {}

    /** The lines of a journal step, each ended by a newline. */
    public static String lines(PendingOp.Journal journal) {
        var text = new StringBuilder();
        for (var selector : journal.selectors()) {
            line(text, List.of("selector", Integer.toString(selector.bit()), selector.text()));
        }
        journal.policies().forEach(policy -> policyLines(text, policy));
        return text.toString();
    }

    /**
     * Reads a whole journal.
     *
     * @throws IllegalArgumentException when it is none, or broken before its last line
     */
    public static Contents read(String text) {
        var texts = new HashMap<Integer, String>();
        var bits = new HashMap<String, Integer>();
        var policies = new TreeMap<Integer, PolicyCauses>();
        var open = new HashMap<Integer, PolicyCauses>();
        var known = new HashMap<String, Cause>();
        int end = text.lastIndexOf('\n');
        for (var line : text.substring(0, Math.max(end, 0)).split("\n", -1)) {
            var fields = line.split("\t", -1);
            if (fields.length < fieldsOf(fields[0])) {
                throw new IllegalArgumentException("journal line \"" + line + "\" ends early");
            }
            switch (fields[0]) {
                case "selector" -> {
                    int bit = Integer.parseInt(fields[1]);
                    var before = texts.put(bit, fields[2]);
                    bits.computeIfPresent(before == null ? "" : before, (other, last) -> last == bit ? null : last);
                    bits.put(fields[2], bit);
                }
                case "default" ->
                    at(open, fields[1]).defaults().put(Direction.valueOf(fields[2]), causes(fields, 3, known));
                case "row" -> at(open, fields[1]).keys().put(Integer.parseInt(fields[2]), rowKey(fields));
                case "bit" -> addBit(at(open, fields[1]), fields, known);
                case "policy" -> policies.put(Integer.parseInt(fields[1]), at(open, fields[1]));
                case "" -> {}
                default -> throw new IllegalArgumentException("journal line \"" + line + "\"");
            }
        }
        return new Contents(bits, policies);
    }

    private static int fieldsOf(String kind) {
        return switch (kind) {
            case "selector", "default" -> 3;
            case "row" -> 6;
            case "bit" -> 5;
            case "policy" -> 2;
            default -> 1;
        };
    }

    private static void policyLines(StringBuilder text, PolicyCauses policy) {
        var id = Integer.toString(policy.policyId());
        policy.defaults().forEach((direction, causes) -> line(text, List.of("default", id, direction.name()), causes));
        policy.keys()
                .forEach((row, key) -> line(
                        text,
                        List.of(
                                "row",
                                id,
                                Integer.toString(row),
                                Integer.toString(key.protocol()),
                                Integer.toString(key.port()),
                                Integer.toString(key.bits()))));
        policy.segments().forEach((row, segments) -> {
            for (int i = 0; i < segments.size(); i++) {
                var head = List.of("bit", id, Integer.toString(row), Integer.toString(i));
                segments.get(i).forEach((bit, causes) -> line(text, plus(head, Integer.toString(bit)), causes));
            }
        });
        line(text, List.of("policy", id));
    }

    private static List<String> plus(List<String> head, String last) {
        var fields = new ArrayList<>(head);
        fields.add(last);
        return fields;
    }

    private static void line(StringBuilder text, List<String> head, List<Cause> causes) {
        var fields = new ArrayList<>(head);
        causes.forEach(c -> fields.add(write(c)));
        line(text, fields);
    }

    private static void line(StringBuilder text, List<String> fields) {
        text.append(String.join("\t", fields)).append('\n');
    }

    private static PolicyCauses at(Map<Integer, PolicyCauses> open, String id) {
        return open.computeIfAbsent(
                Integer.parseInt(id),
                i -> new PolicyCauses(i, new EnumMap<>(Direction.class), new TreeMap<>(), new TreeMap<>()));
    }

    private static RowKey rowKey(String[] fields) {
        return new RowKey(Integer.parseInt(fields[3]), Integer.parseInt(fields[4]), Integer.parseInt(fields[5]));
    }

    private static void addBit(PolicyCauses policy, String[] fields, Map<String, Cause> known) {
        var segments = policy.segments().computeIfAbsent(Integer.parseInt(fields[2]), r -> new ArrayList<>());
        int segment = Integer.parseInt(fields[3]);
        while (segments.size() <= segment) {
            segments.add(new TreeMap<>());
        }
        segments.get(segment).put(Integer.parseInt(fields[4]), causes(fields, 5, known));
    }

    /** @param known causes by their text: each is named by many policies, and kept once */
    private static List<Cause> causes(String[] fields, int from, Map<String, Cause> known) {
        var causes = new ArrayList<Cause>();
        for (int i = from; i < fields.length; i++) {
            causes.add(known.computeIfAbsent(fields[i], CauseJournal::readCause));
        }
        return causes;
    }

    private static String write(Cause cause) {
        var ref = cause.policy();
        return String.join(
                "|",
                ref.kind().text(),
                ref.namespace(),
                ref.name(),
                ref.uid(),
                cause.path(),
                cause.part().name());
    }

    private static Cause readCause(String text) {
        var parts = text.split("\\|", -1);
        if (parts.length != 6) {
            throw new IllegalArgumentException("cause \"" + text + "\"");
        }
        var kind = PolicyKind.parse(parts[0])
                .orElseThrow(() -> new IllegalArgumentException("policy kind \"" + parts[0] + "\""));
        return new Cause(new PolicyRef(kind, parts[1], parts[2], parts[3]), parts[4], Cause.Part.valueOf(parts[5]));
    }
}
