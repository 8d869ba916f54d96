package org.robustdx.stream.topology;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.DetectorReading;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.Sighting;
import org.robustdx.schemas.Verdict;
import org.robustdx.stream.trace.TraceHeaders;

/**
 * From a diagnosis to what the search for campaigns needs of it, keyed by source. It keeps no state: tasks of the image topic, whose number
 * of partitions may grow, must have none. The image's time is a field; the record is stamped with the present, which brokers always take.
 */
final class SightingProcessor extends ContextualProcessor<byte[], Processed.Diagnosed, String, Sighting> {
    /** Clocks may differ by as much; a record dated further ahead must not make all others late. */
    private static final long AHEAD_MILLIS = Duration.ofMinutes(1).toMillis();

    @Override
    public void process(Record<byte[], Processed.Diagnosed> image) {
        long now = context().currentSystemTimeMs();
        long time = Math.min(image.timestamp(), now + AHEAD_MILLIS);
        String trace = TraceHeaders.parent(image.headers());
        context()
                .forward(new Record<>(
                        image.value().diagnosis().message().getSource(),
                        sighting(image.value(), Instant.ofEpochMilli(time), trace),
                        now,
                        new RecordHeaders()));
    }

    private static Sighting sighting(Processed.Diagnosed image, Instant time, String trace) {
        Diagnosis diagnosis = image.diagnosis().message();
        Optional<AdversarialAlert> alert = image.alert().map(Written::message);
        return Sighting.newBuilder()
                .setImageId(diagnosis.getImageId())
                .setFlagged(diagnosis.getVerdict() == Verdict.SUSPECT || diagnosis.getVerdict() == Verdict.REJECTED)
                .setFired(alert.stream()
                        .flatMap(raised -> raised.getFiredDetectors().stream())
                        .map(DetectorReading::getDetector)
                        .toList())
                .setReadings(diagnosis.getVerdict() == Verdict.OUT_OF_SCOPE ? List.of() : diagnosis.getDetectors())
                .setPerceptualHash(image.fingerprint().look().toBytes())
                .setTrace(trace)
                .setFalseAlarmRate(image.falseAlarmRate())
                .setTime(time)
                .setContentSha256(ByteBuffer.wrap(
                        HexFormat.of().parseHex(image.fingerprint().sha256())))
                .build();
    }
}
