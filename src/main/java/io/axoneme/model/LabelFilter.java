// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which of a pod's own labels belong to its identity. Patterns are regular expressions anchored at the start of the key. A key
 * that an exclusive pattern matches is left out; with at least one inclusive pattern, so is a key that none of those matches.
 */
public final class LabelFilter {

    /** Keys that differ between pods of one workload, or that Kubernetes itself writes. */
    public static final LabelFilter DEFAULT = new LabelFilter(
            List.of(),
            List.of(
                    "io\\.kubernetes",
                    "kubernetes\\.io",
                    "statefulset\\.kubernetes\\.io/pod-name",
                    "apps\\.kubernetes\\.io/pod-index",
                    "batch\\.kubernetes\\.io/job-completion-index",
                    "batch\\.kubernetes\\.io/controller-uid",
                    "beta\\.kubernetes\\.io",
                    "k8s\\.io",
                    "pod-template-generation",
                    "pod-template-hash",
                    "controller-revision-hash",
                    "annotation",
                    "controller-uid",
                    "etcd_node"));

    private final List<Pattern> inclusive;
    private final List<Pattern> exclusive;

    /**
     * A filter of these patterns.
     *
     * @throws java.util.regex.PatternSyntaxException when a pattern is not a regular expression
     */
    public LabelFilter(List<String> inclusive, List<String> exclusive) {
        this.inclusive = inclusive.stream().map(Pattern::compile).toList();
        this.exclusive = exclusive.stream().map(Pattern::compile).toList();
    }

    /**
     * Reads patterns separated by blanks. With {@code !} in front they are exclusive, beside those of {@link #DEFAULT}; others are
     * inclusive, and then only the exclusive ones that stand there with them count. A source {@code k8s:} in front is passed over.
     *
     * @throws java.util.regex.PatternSyntaxException when a pattern is not a regular expression
     */
    public static LabelFilter parse(String text) {
        var inclusive = new ArrayList<String>();
        var exclusive = new ArrayList<String>();
        for (var word : text.strip().split("\\s+", -1)) {
            var pattern = word.replaceFirst("^(!?)k8s:", "$1");
            if (pattern.startsWith("!")) {
                exclusive.add(pattern.substring(1));
            } else if (!pattern.isEmpty()) {
                inclusive.add(pattern);
            }
        }
        if (inclusive.isEmpty()) {
            DEFAULT.exclusive.forEach(pattern -> exclusive.add(pattern.pattern()));
        }
        return new LabelFilter(inclusive, exclusive);
    }

    /** Whether a pod's own label with this key belongs to its identity. */
    public boolean relevant(String key) {
        return (inclusive.isEmpty() || startsLikeOne(inclusive, key)) && !startsLikeOne(exclusive, key);
    }

    private static boolean startsLikeOne(List<Pattern> patterns, String key) {
        return patterns.stream().anyMatch(p -> p.matcher(key).lookingAt());
    }
}
