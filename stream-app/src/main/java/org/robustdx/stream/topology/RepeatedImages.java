package org.robustdx.stream.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.file.Sha256;
import org.robustdx.schemas.Sighting;

/**
 * Remembers ids of a source's images, as hashes, with the SHA-256 of their bytes: one that comes again with the same bytes is no further image and is
 * left out; one with other bytes is marked. What goes on has the image's time as its timestamp; what is remembered is written to the changelog with the
 * time of the sighting's record, which is the present.
 */
final class RepeatedImages implements FixedKeyProcessor<String, Sighting, Sighting> {
    /** Name of the store of ids. */
    static final String IMAGE_IDS = "image-ids";

    private static final int KEY_BYTES = 16;

    private final long memoryMillis;
    private long latest;
    private @Nullable FixedKeyProcessorContext<String, Sighting> context;
    private @Nullable WindowStore<Bytes, byte[]> ids;

    private RepeatedImages(Duration memory) {
        this.memoryMillis = memory.toMillis();
    }

    /** Returns a supplier that brings the store of ids along. */
    static FixedKeyProcessorSupplier<String, Sighting, Sighting> remembering(Duration memory) {
        return new FixedKeyProcessorSupplier<>() {
            @Override
            public FixedKeyProcessor<String, Sighting, Sighting> get() {
                return new RepeatedImages(memory);
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
    public void init(FixedKeyProcessorContext<String, Sighting> newContext) {
        context = newContext;
        ids = newContext.getStateStore(IMAGE_IDS);
    }

    @Override
    public void process(FixedKeyRecord<String, Sighting> image) {
        FixedKeyProcessorContext<String, Sighting> out = Objects.requireNonNull(context);
        Sighting sighting = image.value();
        Instant seen = sighting.getTime();
        FixedKeyRecord<String, Sighting> timed = seen == null ? image : image.withTimestamp(seen.toEpochMilli());
        byte[] sha256 = bytes(sighting.getContentSha256());
        if (sha256.length == 0) { // The app's earlier version has looked already.
            out.forward(timed);
            return;
        }
        byte[] before = exchange(key(image.key(), sighting.getImageId()), sha256, timed.timestamp());
        if (before == null) {
            out.forward(timed);
        } else if (!Arrays.equals(before, sha256)) {
            out.forward(timed.withValue(changed(sighting)));
        }
    }

    private static Sighting changed(Sighting image) {
        return new Sighting( // A builder's copy would load the classes of what is in it by name.
                image.getImageId(),
                image.getFlagged(),
                image.getFired(),
                image.getReadings(),
                image.getPerceptualHash(),
                true,
                image.getTrace(),
                image.getFalseAlarmRate(),
                image.getTime(),
                image.getContentSha256());
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

    private static Bytes key(String source, String imageId) {
        MessageDigest digest = Sha256.newDigest();
        digest.update(source.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return Bytes.wrap(Arrays.copyOf(digest.digest(imageId.getBytes(StandardCharsets.UTF_8)), KEY_BYTES));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
