package org.robustdx.trainer.data;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** Batches of unchanged images, for evaluation. */
public final class Batches {
    private static final Augmentation NONE = new Augmentation(AugmentationConfig.none());

    private Batches() {}

    /** Returns all images of {@code dataset} in their order, {@code batchSize} at a time; the last batch may be smaller. */
    public static Iterable<Batch> sequential(Dataset dataset, int batchSize) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batchSize: " + batchSize + " (expected: > 0)");
        }
        return () -> new Iterator<>() {
            private int from;

            @Override
            public boolean hasNext() {
                return from < dataset.size();
            }

            @Override
            public Batch next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                int[] indexes = new int[Math.min(batchSize, dataset.size() - from)];
                for (int i = 0; i < indexes.length; i++) {
                    indexes[i] = from + i;
                }
                from += indexes.length;
                return of(dataset, indexes);
            }
        };
    }

    /** Returns the images at {@code indexes} without augmentation: {@code pixel / 255}, as the served graph computes it. */
    public static Batch of(Dataset dataset, int[] indexes) {
        return augmented(dataset, indexes, NONE, new long[indexes.length]);
    }

    /** Returns the images at {@code indexes}, each augmented by its seed. */
    static Batch augmented(Dataset dataset, int[] indexes, Augmentation augmentation, long[] seeds) {
        int stride = dataset.height() * dataset.width() * dataset.channels();
        float[] pixels = new float[Math.multiplyExact(indexes.length, stride)];
        int[] labels = new int[indexes.length];
        for (int i = 0; i < indexes.length; i++) {
            labels[i] = dataset.label(indexes[i]);
            augmentation.apply(
                    dataset.image(indexes[i]),
                    dataset.height(),
                    dataset.width(),
                    dataset.channels(),
                    seeds[i],
                    pixels,
                    i * stride);
        }
        return new Batch(pixels, labels, indexes.length);
    }
}
