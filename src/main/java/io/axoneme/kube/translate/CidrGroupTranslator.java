// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.model.CidrGroup;
import io.axoneme.model.Label;
import io.axoneme.model.Labels;
import io.axoneme.model.Problem;
import io.axoneme.model.Problem.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** CiliumCIDRGroup documents. */
public final class CidrGroupTranslator {

    private static final List<String> FIELDS = List.of("apiVersion", "kind", "metadata", "spec", "status");

    private CidrGroupTranslator() {}

    public static Translation<CidrGroup> translate(Map<String, ?> tree) {
        var problems = new ArrayList<Problem>();
        var document = Field.root(tree, problems);
        document.allowOnly(FIELDS);
        var version = Fields.required(document.at("apiVersion"));
        if (version != null && !VERSIONS.contains(version)) {
            document.at("apiVersion").report(Reason.INVALID, "\"" + version + "\" is none of " + VERSIONS);
        }
        var meta = ObjectMeta.of(document);
        var spec = document.at("spec");
        var required = spec.present() ? spec.at("externalCIDRs") : spec;
        if (!required.present()) {
            required.report(Reason.REQUIRED, "must not be empty");
        }
        spec.allowOnly(List.of("externalCIDRs"));
        var cidrs = Fields.cidrs(spec.at("externalCIDRs"));
        if (!problems.isEmpty()) {
            return new Translation.Invalid<>(problems.stream().distinct().toList(), List.of());
        }
        var labels = meta.labels().entrySet().stream()
                .map(e -> Label.k8s(e.getKey(), e.getValue()))
                .toList();
        return new Translation.Valid<>(new CidrGroup(meta.name(), Labels.of(labels), cidrs));
    }

    private static final List<String> VERSIONS = List.of("cilium.io/v2", "cilium.io/v2alpha1");
}
