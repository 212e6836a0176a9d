// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.kube.translate.SelectorTranslator.Keys;
import io.axoneme.model.Cidr;
import io.axoneme.model.LabelSelector;
import io.axoneme.model.PeerSelector;
import io.axoneme.model.Problem.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An entry of {@code fromCIDRSet} or {@code toCIDRSet}: a prefix, a CIDR group by name, or CIDR groups by labels; less exceptions. */
final class CidrSetTranslator {

    private static final List<String> KINDS = List.of("cidr", "cidrGroupRef", "cidrGroupSelector");
    private static final List<String> FIELDS = List.of("cidr", "cidrGroupRef", "cidrGroupSelector", "except");

    private CidrSetTranslator() {}

    /** Null when the entry has a fault. */
    static @Nullable PeerSelector peer(Field entry) {
        if (!entry.isObject()) {
            return null;
        }
        entry.allowOnly(FIELDS);
        var except = Fields.cidrs(entry.at("except"));
        var written = KINDS.stream().map(entry::at).filter(Field::present).toList();
        if (written.isEmpty()) {
            entry.report(Reason.REQUIRED, "needs one of cidr, cidrGroupRef, cidrGroupSelector");
        }
        for (int i = 1; i < written.size(); i++) {
            written.get(i)
                    .report(
                            Reason.CONFLICT,
                            "stands beside " + written.getFirst().path());
        }
        PeerSelector peer = null;
        for (var field : written) {
            peer = field.path().endsWith(".cidr") ? prefix(entry, except) : group(entry, field, except);
        }
        return peer;
    }

    private static @Nullable PeerSelector prefix(Field entry, List<Cidr> except) {
        var cidr = Fields.cidr(entry.at("cidr"));
        if (cidr == null) {
            return null;
        }
        return outside(cidr, entry.at("except")) ? null : new PeerSelector.InCidr(cidr, except);
    }

    /** Whether an exception lies outside the prefix; each such is reported. */
    static boolean outside(Cidr cidr, Field except) {
        boolean found = false;
        for (var item : except.texts()) {
            var hole = Fields.cidr(item);
            if (hole != null && !cidr.contains(hole)) {
                item.report(Reason.INVALID, hole + " is not inside " + cidr);
                found = true;
            }
        }
        return found;
    }

    private static @Nullable PeerSelector group(Field entry, Field field, List<Cidr> except) {
        if (field.path().endsWith(".cidrGroupRef")) {
            var name = Fields.required(entry.at("cidrGroupRef"));
            return name == null ? null : new PeerSelector.InCidrGroup(name, except);
        }
        var requirements = SelectorTranslator.requirements(field, Keys.KUBERNETES);
        return new PeerSelector.InCidrGroups(new LabelSelector(requirements), except);
    }
}
