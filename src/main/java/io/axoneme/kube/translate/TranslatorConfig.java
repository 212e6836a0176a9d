// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import java.util.Set;

/**
 * What a translation depends on besides the document.
 *
 * @param cluster name of the own cluster: peers are of this one unless a selector says otherwise
 * @param features what the caller can enforce beyond peers and ports
 */
public record TranslatorConfig(String cluster, Set<Feature> features) {

    public TranslatorConfig {
        features = Set.copyOf(features);
    }

    /** Peers and ports only, as a node enforces them. */
    public static TranslatorConfig enforcing(String cluster) {
        return new TranslatorConfig(cluster, Set.of());
    }

    /** Everything that can be judged without a node. */
    public static TranslatorConfig judging(String cluster) {
        return new TranslatorConfig(cluster, Set.of(Feature.values()));
    }
}
