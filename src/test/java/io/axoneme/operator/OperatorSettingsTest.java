// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.kube.identity.IdentityRange;
import io.axoneme.model.Cidr;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorSettingsTest {

    @Test
    void defaultsAreThoseOfTheConfigMap() {
        var settings = settings(Map.of());
        assertEquals("default", settings.cluster());
        assertEquals(IdentityRange.DEFAULT, settings.range());
        assertEquals(Duration.ofHours(1), settings.rest());
        assertEquals(List.of(), settings.pool().ranges());
    }

    @Test
    void emptyValuesOfTheConfigMapCountAsAbsent() {
        var settings = settings(Map.of("axoneme.operator.labels", "", "axoneme.operator.cluster-pool", ""));
        assertTrue(settings.filter().relevant("app"));
        assertEquals(List.of(), settings.pool().ranges());
    }

    @Test
    void severalRangesAreSeparatedByBlanks() {
        var settings = settings(Map.of("axoneme.operator.cluster-pool", "10.1.0.0/16  10.2.0.0/16"));
        assertEquals(
                List.of(Cidr.parse("10.1.0.0/16"), Cidr.parse("10.2.0.0/16")),
                settings.pool().ranges());
    }

    @ParameterizedTest
    @CsvSource({
        "cluster-pool, 10.0.0.0, cluster-pool-ipv4-cidr",
        "cluster-pool, 10.0.0.0/28, cluster-pool-ipv4-cidr",
        "labels, app (, labels",
        "identity-range, 1-100, identity-range",
        "identity-range, 256, identity-range"
    })
    void whatMakesNoSenseIsNamed(String property, String value, String named) {
        var refusal = assertThrows(
                IllegalArgumentException.class, () -> settings(Map.of("axoneme.operator." + property, value)));
        assertTrue(String.valueOf(refusal.getMessage()).startsWith("setting " + named + " "), refusal.toString());
    }

    private static OperatorSettings settings(Map<String, String> properties) {
        var config = new SmallRyeConfigBuilder()
                .withMapping(OperatorConfig.class)
                .withDefaultValues(properties)
                .build();
        return OperatorSettings.of(config.getConfigMapping(OperatorConfig.class));
    }
}
