package org.robustdx.trainer.detect;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;

/** Fixed filters and means over images {@code [N,C,H,W]}. */
final class Pixels {
    /**
     * The difference of two Laplacians (Immerkær, 1996). Its response to constant and to linear image structure is 0.
     * The square root of the sum of its squares is 6.
     */
    private static final float[][] NOISE = {{1, -2, 1}, {-2, 4, -2}, {1, -2, 1}};

    private Pixels() {}

    /** Returns the mean of the channels, {@code [N,1,H,W]}. */
    static SDVariable gray(SDVariable images) {
        return images.mean(true, 1);
    }

    /**
     * Returns the mean of each image, {@code [N,1]}. Averages axis by axis, because 32-bit sums of few terms are more
     * accurate.
     */
    static SDVariable mean(SDVariable images) {
        return images.mean(true, 1).mean(false, 3).mean(false, 2);
    }

    /** Returns the noise mask's response to gray images, {@code [N,1,H-2,W-2]}. */
    static SDVariable noise(SameDiff sd, SDVariable gray) {
        return filter(sd, "noise", gray, NOISE, 1);
    }

    /**
     * Returns the response of {@link #noise} to the images at half size, where each pixel is the mean of four;
     * {@code [N,1,H/2-2,W/2-2]}.
     */
    static SDVariable noiseAtHalfSize(SameDiff sd, SDVariable gray) {
        float[][] mask = new float[6][6];
        for (int y = 0; y < 6; y++) {
            for (int x = 0; x < 6; x++) {
                mask[y][x] = NOISE[y / 2][x / 2] / 4;
            }
        }
        return filter(sd, "noise-at-half-size", gray, mask, 2);
    }

    /** Returns the correlation of gray images with a square mask, without padding. */
    static SDVariable filter(SameDiff sd, String name, SDVariable gray, float[][] mask, int stride) {
        int side = mask.length;
        Conv2DConfig valid = Conv2DConfig.builder()
                .kH(side)
                .kW(side)
                .sH(stride)
                .sW(stride)
                .paddingMode(PaddingMode.VALID)
                .dataFormat("NCHW")
                .weightsFormat(WeightsFormat.YXIO)
                .build();
        return sd.cnn().conv2d(gray, constant(sd, "filter." + name, mask, gray), valid);
    }

    private static SDVariable constant(SameDiff sd, String name, float[][] mask, SDVariable like) {
        if (sd.hasVariable(name)) {
            return sd.getVariable(name);
        }
        INDArray values = Nd4j.createFromArray(mask)
                .reshape(mask.length, mask.length, 1, 1)
                .castTo(like.dataType());
        return sd.constant(name, values);
    }
}
