// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator;

import io.axoneme.kube.identity.IdentityRange;
import io.axoneme.model.Cidr;
import io.axoneme.model.LabelFilter;
import io.axoneme.operator.identity.IdentityParts;
import io.axoneme.operator.node.PodCidrPool;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The settings, read once at start.
 *
 * @param filter which of a pod's own labels make up its identity
 * @param rest how long a released identity stays
 */
public record OperatorSettings(
        String cluster, PodCidrPool pool, LabelFilter filter, IdentityRange range, Duration rest) {

    /** Those of identities. */
    IdentityParts.Settings identities() {
        return new IdentityParts.Settings(cluster, filter, range, rest);
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException that names the setting and what is wrong with it
     */
    public static OperatorSettings of(OperatorConfig config) {
        return new OperatorSettings(
                config.clusterName(),
                read("cluster-pool-ipv4-cidr", config.clusterPool().orElse(""), text -> pool(text, config)),
                read("labels", config.labels().orElse(""), LabelFilter::parse),
                read("identity-range", config.identityRange(), IdentityRange::parse),
                config.identityRest());
    }

    private static <T> T read(String setting, String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("setting " + setting + " \"" + text + "\": " + e.getMessage(), e);
        }
    }

    private static PodCidrPool pool(String text, OperatorConfig config) {
        var ranges = Stream.of(text.strip().split("\\s+", -1))
                .filter(word -> !word.isEmpty())
                .map(Cidr::parse)
                .toList();
        return new PodCidrPool(ranges, config.clusterPoolMaskSize());
    }
}
