package org.robustdx.stream.topology;

import java.time.Duration;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.jspecify.annotations.Nullable;
import org.robustdx.schemas.Sighting;

/**
 * Counts an image that comes later than the grace in the oldest windows that are still open. Left out, it would be a way around the search for
 * campaigns: the sender dates the records.
 */
final class LateSightings implements FixedKeyProcessor<String, Sighting, Sighting> {
    private final long graceMillis;
    private long latest;
    private @Nullable FixedKeyProcessorContext<String, Sighting> context;

    LateSightings(Duration grace) {
        this.graceMillis = grace.toMillis();
    }

    @Override
    public void init(FixedKeyProcessorContext<String, Sighting> newContext) {
        context = newContext;
    }

    @Override
    public void process(FixedKeyRecord<String, Sighting> image) {
        latest = Math.max(latest, image.timestamp());
        long oldest = Math.max(0, latest - graceMillis);
        Objects.requireNonNull(context).forward(image.timestamp() >= oldest ? image : image.withTimestamp(oldest));
    }
}
