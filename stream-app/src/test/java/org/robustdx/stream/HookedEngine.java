package org.robustdx.stream;

import org.robustdx.inference.image.Raster;
import org.robustdx.inference.model.BatchEngine;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.stream.diagnosis.ServedModel;

/** A real engine to which something happens before each of its runs: it may wait, or throw. */
public final class HookedEngine implements BatchEngine {
    private final ServedModel real;
    private final Runnable beforeRun;

    private HookedEngine(ServedModel real, Runnable beforeRun) {
        this.real = real;
        this.beforeRun = beforeRun;
    }

    /** Returns the model on such an engine; it is closed with it. */
    public static ServedModel served(ServedModel real, Runnable beforeRun) {
        return new ServedModel(new HookedEngine(real, beforeRun), real.identity(), real.provider(), real::close);
    }

    @Override
    public ModelMetadata metadata() {
        return real.engine().metadata();
    }

    @Override
    public Raster prepare(Raster decoded) {
        return real.engine().prepare(decoded);
    }

    @Override
    public Batch batch(int capacity) {
        return new HookedBatch(real.engine().batch(capacity));
    }

    private final class HookedBatch implements Batch {
        private final Batch batch;

        HookedBatch(Batch batch) {
            this.batch = batch;
        }

        @Override
        public int capacity() {
            return batch.capacity();
        }

        @Override
        public void put(int place, Raster image) {
            batch.put(place, image);
        }

        @Override
        public void run() {
            beforeRun.run();
            batch.run();
        }

        @Override
        public float[] logits(int place) {
            return batch.logits(place);
        }

        @Override
        public float[] probabilities(int place) {
            return batch.probabilities(place);
        }

        @Override
        public float[] scores(int place) {
            return batch.scores(place);
        }

        @Override
        public Raster denoised(int place) {
            return batch.denoised(place);
        }

        @Override
        public void close() {
            batch.close();
        }
    }
}
