package org.robustdx.inference.model;

/**
 * The four outputs of a model as it gave them, one row per image.
 *
 * @param logits {@code [N][K]}
 * @param probabilities {@code [N][K]}
 * @param denoised {@code [N][C*H*W]}, channel by channel, nominally in [0, 1]
 * @param scores {@code [N][S]}
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
public record Outputs(float[][] logits, float[][] probabilities, float[][] denoised, float[][] scores) {
    /** Returns the number of images. */
    public int size() {
        return logits.length;
    }
}
