package org.robustdx.inference.model;

import org.robustdx.inference.image.Raster;

/** Something that reads images in batches of fixed sizes: a model's session, or a stand-in of known speed. Thread-safe. */
public interface BatchEngine {
    /** Returns what the model says about itself. */
    ModelMetadata metadata();

    /** Returns the image as the engine takes it: its channels, its size. */
    Raster prepare(Raster decoded);

    /**
     * Returns a newly made batch with buffers of its own, to be used by one thread at a time.
     *
     * @param capacity number of images of each of its runs, at least 1
     */
    Batch batch(int capacity);

    /** Buffers for batches of one size, used again and again. Not thread-safe. */
    interface Batch extends AutoCloseable {
        /** Returns the number of images of each run. */
        int capacity();

        /**
         * Puts an image at a place, 0 to {@code capacity - 1}; what was there is overwritten. Places that nothing is put at keep an older
         * image, or black: they cost time, and their answers mean nothing.
         *
         * @throws IllegalArgumentException if the image is not as {@link BatchEngine#prepare} leaves it
         */
        void put(int place, Raster image);

        /**
         * Reads all images.
         *
         * @throws RuntimeException if the engine fails
         */
        void run();

        /** Returns the logits of the last run for a place. */
        float[] logits(int place);

        /** Returns the probabilities of the last run for a place. */
        float[] probabilities(int place);

        /** Returns the detectors' scores of the last run for a place. */
        float[] scores(int place);

        /**
         * Returns the reconstruction of the last run for a place.
         *
         * @throws InvalidOutputException if it is not all finite numbers
         */
        Raster denoised(int place);

        @Override
        void close();
    }
}
