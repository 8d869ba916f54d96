package org.robustdx.stream.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.robustdx.schemas.shown.PlainText;

/** Creates registries whose labels hold no control characters. Label values come from images, models and Kafka's settings. */
final class PlainRegistry {
    private PlainRegistry() {}

    /** Returns a newly created registry in the format of Prometheus. */
    static PrometheusMeterRegistry create() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                List<Tag> plain = new ArrayList<>();
                id.getTagsAsIterable().forEach(tag -> plain.add(Tag.of(tag.getKey(), PlainText.of(tag.getValue()))));
                return id.replaceTags(plain);
            }
        });
        return registry;
    }
}
