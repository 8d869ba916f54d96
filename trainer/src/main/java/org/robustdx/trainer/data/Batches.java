package org.robustdx.trainer.data;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** Batches of images as they are, for evaluation. */
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

    /** Returns the images at {@code indexes} as they are: {@code pixel / 255}, as the served graph computes it. */
    public static Batch of(Dataset dataset, int[] indexes) {
        return augmented(dataset, indexes, NONE, i -> 0);
    }

    /** Says which variation of an image is wanted. */
    interface SeedOfIndex {
        long seed(int index);
    }

    static Batch augmented(Dataset dataset, int[] indexes, Augmentation augmentation, SeedOfIndex seeds) {
        int stride = dataset.height() * dataset.width() * dataset.channels();
        float[] pixels = new float[Math.multiplyExact(indexes.length, stride)];
        int[] labels = new int[indexes.length];
        for (int i = 0; i < indexes.length; i++) {
            int index = indexes[i];
            labels[i] = dataset.label(index);
            augmentation.apply(
                    dataset.image(index),
                    dataset.height(),
                    dataset.width(),
                    dataset.channels(),
                    seeds.seed(index),
                    pixels,
                    i * stride);
        }
        return new Batch(pixels, labels, indexes.length);
    }
}
