package org.robustdx.lab.bench;

import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.robustdx.inference.image.Fit;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.Resizer;
import org.robustdx.inference.model.BatchEngine;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.stream.diagnosis.ModelIdentity;
import org.robustdx.stream.diagnosis.ServedModel;

/**
 * An engine with fixed times that does not use the processor, like a GPU: a batch takes a time for the call plus a time
 * for each of its places, one batch after the other. Its output is constant: no image is flagged.
 */
final class StubEngine implements BatchEngine {
    private static final int SIDE = 64;
    private static final int CHANNELS = 3;
    private static final String NAME = "stub";

    private final StubTimes times;
    private final ReentrantLock device = new ReentrantLock(true);
    private final ModelMetadata metadata = new ModelMetadata(
            NAME,
            List.of("a", "b"),
            SIDE,
            SIDE,
            CHANNELS,
            Fit.CROP,
            List.of("none"),
            Calibration.ofCleanScores(Map.of("none", new float[] {0, 1})),
            Map.of());

    StubEngine(StubTimes times) {
        this.times = times;
    }

    /** Returns a stub engine as a model. */
    static ServedModel served(StubTimes times) {
        StubEngine engine = new StubEngine(times);
        ModelIdentity identity = new ModelIdentity(
                NAME, "", "0".repeat(64), NAME, engine.metadata.classes(), engine.metadata.detectors());
        return new ServedModel(engine, identity, "STUB", () -> {});
    }

    @Override
    public ModelMetadata metadata() {
        return metadata;
    }

    @Override
    public Raster prepare(Raster decoded) {
        return Resizer.resize(decoded, SIDE, SIDE, metadata.fit()).toChannels(CHANNELS);
    }

    @Override
    public Batch batch(int capacity) {
        return new StubBatch(capacity);
    }

    private final class StubBatch implements Batch {
        private final int capacity;
        private final long nanos;

        StubBatch(int capacity) {
            this.capacity = capacity;
            this.nanos = times.nanos(capacity);
        }

        @Override
        public int capacity() {
            return capacity;
        }

        @Override
        public void put(int place, Raster image) {}

        @Override
        public void run() {
            device.lock();
            try {
                long end = System.nanoTime() + nanos;
                for (long left = nanos; left > 0; left = end - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
            } finally {
                device.unlock();
            }
        }

        @Override
        public float[] logits(int place) {
            return new float[] {1, 0};
        }

        @Override
        public float[] probabilities(int place) {
            return new float[] {0.75f, 0.25f};
        }

        @Override
        public float[] scores(int place) {
            return new float[] {0};
        }

        @Override
        public Raster denoised(int place) {
            return new Raster(SIDE, SIDE, CHANNELS, new byte[SIDE * SIDE * CHANNELS]);
        }

        @Override
        public void close() {}
    }
}
