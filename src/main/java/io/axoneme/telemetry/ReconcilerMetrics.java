// SPDX-License-Identifier: Apache-2.0
package io.axoneme.telemetry;

import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Metrics of the reconcilers: per controller, never per resource, so that their number does not grow with the cluster. */
@ApplicationScoped
public class ReconcilerMetrics {

    /**
     * The metrics sink that the operator SDK uses in place of its default, which keeps about eighty series for each
     * resource and cannot be scraped at ten thousand resources.
     */
    @Produces
    @Singleton
    Metrics metrics(MeterRegistry registry) {
        return MicrometerMetrics.withoutPerResourceMetrics(registry);
    }
}
