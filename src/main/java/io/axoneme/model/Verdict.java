// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.List;

/**
 * What happens to a packet, and why.
 *
 * @param basis what decided
 * @param causes for {@link Basis#RULES} all rules that say so; for {@link Basis#DEFAULT_DENY} the policies that
 *     put the endpoint into default deny, fewest endpoints selected first, then by name; else empty
 * @param rules for {@link Outcome#REDIRECTED} the lists of which one must let a request pass, at least one; for
 *     {@link Outcome#AUDIT} the same when what is enforced redirects; else empty
 */
public record Verdict(Outcome outcome, Basis basis, List<Cause> causes, List<RuleList> rules) {

    public enum Outcome {
        ALLOWED("allowed", 'a'),
        DENIED("denied", 'd'),
        /** Allowed as far as the proxy, which judges the request. */
        REDIRECTED("redirected", 'r'),
        /** Allowed, but denied if audited policies were enforced. */
        AUDIT("audit", 'u');

        private final String text;
        private final char letter;

        Outcome(String text, char letter) {
            this.text = text;
            this.letter = letter;
        }

        public String text() {
            return text;
        }

        /** In the grids of case files. */
        public char letter() {
            return letter;
        }
    }

    /** What decided. */
    public enum Basis {
        /** Rules of policies. */
        RULES,
        /** No rule speaks of the packet, and policies enforce the direction. */
        DEFAULT_DENY,
        /** No rule speaks of the packet, and nothing enforces the direction. */
        NOT_ENFORCED,
        /** No rule speaks of the packet; it comes from the local host, as the kubelet's probes do. */
        LOCAL_HOST,
        /** A port of a node that policies for nodes never close. */
        FAILSAFE,
        /** No rule speaks of the packet; enforcement mode {@code always}. */
        MODE_ALWAYS,
        /** Enforcement mode {@code never}. */
        MODE_NEVER,
        /** No rule speaks of the packet, and the endpoint has no labels yet (identity init). */
        INIT
    }

    public Verdict {
        causes = List.copyOf(causes);
        rules = List.copyOf(rules);
        boolean fits = outcome == Outcome.AUDIT || (outcome == Outcome.REDIRECTED) != rules.isEmpty();
        if (!fits) {
            throw new IllegalArgumentException(outcome + " with " + rules.size() + " lists of rules");
        }
    }

    /** One that sends nothing to a proxy. */
    public Verdict(Outcome outcome, Basis basis, List<Cause> causes) {
        this(outcome, basis, causes, List.of());
    }
}
