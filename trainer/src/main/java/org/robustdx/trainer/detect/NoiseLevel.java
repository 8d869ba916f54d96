package org.robustdx.trainer.detect;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Standard deviation of the noise in an image, by Immerkær's estimate (Computer Vision and Image Understanding 64(2), 1996): the mean
 * absolute response to the difference of two Laplacians, which is blind to flat and to linear image structure. Perturbations that are
 * spread over all pixels raise it, whatever they do to the reading. In units of the pixel range, of the mean of the channels.
 */
final class NoiseLevel implements Detector {
    private static final float[][] MASK = {{1, -2, 1}, {-2, 4, -2}, {1, -2, 1}};

    /** Turns the mean absolute response into a standard deviation, for normal noise; 6 is the norm of the mask. */
    private static final double SCALE = Math.sqrt(Math.PI / 2) / 6;

    @Override
    public String id() {
        return "noise-level";
    }

    @Override
    public SDVariable score(SameDiff sd, Readings readings) {
        INDArray mask = Nd4j.createFromArray(MASK)
                .reshape(3, 3, 1, 1)
                .castTo(readings.pixels().dataType());
        SDVariable gray = readings.pixels().mean(true, 1);
        Conv2DConfig valid = Conv2DConfig.builder()
                .kH(3)
                .kW(3)
                .sH(1)
                .sW(1)
                .paddingMode(PaddingMode.VALID)
                .dataFormat("NCHW")
                .weightsFormat(WeightsFormat.YXIO)
                .build();
        SDVariable response = sd.math().abs(sd.cnn().conv2d(gray, sd.constant("noise-level.mask", mask), valid));
        return response.mean(false, 3).mean(false, 2).mul(SCALE);
    }
}
