package org.robustdx.trainer.data;

/**
 * Images for one step.
 *
 * @param pixels float32 {@code [size,C,H,W]} in [0,1]
 * @param labels class index of each image
 * @param size number of images
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
public record Batch(float[] pixels, int[] labels, int size) {
    public Batch {
        if (size < 1 || labels.length != size || pixels.length % size != 0) {
            throw new IllegalArgumentException("size: " + size + " (expected: as many labels, here " + labels.length
                    + ", and pixels in " + size + " equal parts)");
        }
    }
}
