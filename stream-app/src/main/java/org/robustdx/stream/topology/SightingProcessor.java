package org.robustdx.stream.topology;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.DetectorReading;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.Sighting;
import org.robustdx.schemas.Verdict;
import org.robustdx.stream.diagnosis.Fingerprint;
import org.robustdx.stream.trace.TraceHeaders;

/**
 * From a diagnosis to what the search for campaigns needs of it, keyed by source. Remembers ids of images, as hashes, with the SHA-256 of their
 * bytes: one that comes again with the same bytes is no further image and is left out; one with other bytes is marked.
 */
final class SightingProcessor implements Processor<byte[], Processed.Diagnosed, String, Sighting> {
    /** Name of the store of ids. */
    static final String IMAGE_IDS = "image-ids";

    /** Clocks may differ by as much; a record dated further ahead must not make all others late. */
    private static final long AHEAD_MILLIS = Duration.ofMinutes(1).toMillis();

    private static final int KEY_BYTES = 16;

    private final long memoryMillis;
    private long latest;
    private @Nullable ProcessorContext<String, Sighting> context;
    private @Nullable WindowStore<Bytes, byte[]> ids;

    private SightingProcessor(Duration memory) {
        this.memoryMillis = memory.toMillis();
    }

    /** Returns a supplier that brings the store of ids along. */
    static ProcessorSupplier<byte[], Processed.Diagnosed, String, Sighting> remembering(Duration memory) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<byte[], Processed.Diagnosed, String, Sighting> get() {
                return new SightingProcessor(memory);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(Stores.windowStoreBuilder(
                        Stores.persistentWindowStore(IMAGE_IDS, memory, memory, false),
                        Serdes.Bytes(),
                        Serdes.ByteArray()));
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, Sighting> newContext) {
        context = newContext;
        ids = newContext.getStateStore(IMAGE_IDS);
    }

    @Override
    public void process(Record<byte[], Processed.Diagnosed> image) {
        ProcessorContext<String, Sighting> out = Objects.requireNonNull(context);
        Processed.Diagnosed diagnosed = image.value();
        long time = Math.min(image.timestamp(), out.currentSystemTimeMs() + AHEAD_MILLIS);
        byte[] sha256 = HexFormat.of().parseHex(diagnosed.fingerprint().sha256());
        byte[] before = exchange(key(diagnosed.diagnosis().message()), sha256, time);
        if (before == null || !Arrays.equals(before, sha256)) {
            Diagnosis diagnosis = diagnosed.diagnosis().message();
            out.forward(new Record<>(
                    diagnosis.getSource(),
                    sighting(diagnosed, before != null, TraceHeaders.parent(image.headers())),
                    time,
                    new RecordHeaders()));
        }
    }

    /** Returns what was remembered of this id, and remembers this. */
    private byte @Nullable [] exchange(Bytes key, byte[] sha256, long time) {
        WindowStore<Bytes, byte[]> store = Objects.requireNonNull(ids);
        // An image that is dated back is remembered as if it came with the oldest that are.
        latest = Math.max(latest, time);
        long at = Math.max(time, latest - memoryMillis + 1);
        byte[] before = null;
        try (WindowStoreIterator<byte[]> found = store.fetch(key, latest - memoryMillis, latest)) {
            while (found.hasNext()) {
                before = found.next().value; // The last one is the most recent.
            }
        }
        store.put(key, sha256, at);
        return before;
    }

    private static Bytes key(Diagnosis diagnosis) {
        MessageDigest digest = Fingerprint.digest();
        digest.update(diagnosis.getSource().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return Bytes.wrap(
                Arrays.copyOf(digest.digest(diagnosis.getImageId().getBytes(StandardCharsets.UTF_8)), KEY_BYTES));
    }

    private static Sighting sighting(Processed.Diagnosed image, boolean changed, String trace) {
        Diagnosis diagnosis = image.diagnosis().message();
        Optional<AdversarialAlert> alert = image.alert().map(Written::message);
        return Sighting.newBuilder()
                .setImageId(diagnosis.getImageId())
                .setFlagged(diagnosis.getVerdict() != Verdict.TRUSTED)
                .setFired(alert.stream()
                        .flatMap(raised -> raised.getFiredDetectors().stream())
                        .map(DetectorReading::getDetector)
                        .toList())
                .setReadings(diagnosis.getDetectors())
                .setPerceptualHash(image.fingerprint().look().toBytes())
                .setChanged(changed)
                .setTrace(trace)
                .setFalseAlarmRate(image.falseAlarmRate())
                .build();
    }
}
