// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import io.axoneme.kube.translate.CidrGroupTranslator;
import io.axoneme.kube.translate.PolicyTranslator;
import io.axoneme.kube.translate.TranslatorConfig;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.Problem;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks documents and prints a line for each. Documents that are no policies are named on the error stream and passed over. */
final class Validation {

    private static final String CIDR_GROUP = "CiliumCIDRGroup";

    private final PolicyTranslator policies = new PolicyTranslator(TranslatorConfig.enforcing("default"));
    private final PrintWriter out;
    private final PrintWriter err;
    private final OutputFormat format;
    private boolean foundInvalid;

    Validation(PrintWriter out, PrintWriter err, OutputFormat format) {
        this.out = out;
        this.err = err;
        this.format = format;
    }

    boolean foundInvalid() {
        return foundInvalid;
    }

    void check(Documents.Document document) throws UnreadableInput {
        for (var object : Documents.objects(document)) {
            if (!(object.get("kind") instanceof String kind)) {
                throw new UnreadableInput(document.origin() + ": an object without a kind");
            }
            var policyKind = PolicyKind.parse(kind);
            if (policyKind.isPresent()) {
                var problems = policies.translate(policyKind.get(), object).faults();
                print(kind, policyKind.get().namespaced() ? namespace(object) : "", name(object), problems);
            } else if (kind.equals(CIDR_GROUP)) {
                print(
                        kind,
                        "",
                        name(object),
                        CidrGroupTranslator.translate(object).faults());
            } else {
                err.println(document.origin() + ": " + kind + " " + name(object) + " is no policy; passed over");
            }
        }
    }

    private void print(String kind, String namespace, String name, List<Problem> problems) {
        foundInvalid |= !problems.isEmpty();
        switch (format) {
            case text -> {
                var title = kind + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
                var faults = String.join(
                        "; ", problems.stream().map(Problem::toString).toList());
                out.println(problems.isEmpty() ? "valid   " + title : "invalid " + title + ": " + faults);
            }
            case json -> {
                var fields = new LinkedHashMap<String, Object>();
                fields.put("kind", kind);
                fields.put("namespace", namespace);
                fields.put("name", name);
                fields.put("valid", problems.isEmpty());
                fields.put("problems", problems.stream().map(Validation::fields).toList());
                new JsonLines(out).print(fields);
            }
        }
    }

    private static Map<String, String> fields(Problem problem) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("path", problem.path());
        fields.put("reason", problem.reason().text());
        fields.put("message", problem.message());
        return fields;
    }

    private static String namespace(Map<String, ?> object) {
        return metadata(object, "namespace", "default");
    }

    private static String name(Map<String, ?> object) {
        return metadata(object, "name", "");
    }

    private static String metadata(Map<String, ?> object, String field, String otherwise) {
        return object.get("metadata") instanceof Map<?, ?> meta && meta.get(field) instanceof String text
                ? text
                : otherwise;
    }
}
