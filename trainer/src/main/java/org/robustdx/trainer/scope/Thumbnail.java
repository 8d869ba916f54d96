package org.robustdx.trainer.scope;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Parameters;

/**
 * The image averaged over few cells.
 *
 * @param cells rows and columns
 * @param normalised whether brightness and contrast are taken out first
 */
record Thumbnail(int cells, boolean normalised) implements ScopeFeatures {
    /** Keeps the contrast of a flat image finite; about the variance of a sensor's noise. */
    private static final double VARIANCE_FLOOR = 1e-3;

    @Override
    public SDVariable of(SameDiff sd, Detector.Readings readings, Images images) {
        SDVariable pixels = readings.pixels();
        if (normalised) {
            SDVariable centred = pixels.sub(mean(pixels));
            SDVariable variance = mean(sd.math().square(centred)).add(VARIANCE_FLOOR);
            pixels = centred.mul(sd.math().reciprocal(sd.math().sqrt(variance)));
        }
        SDVariable small = new Layers(sd, new Parameters(0), Layout.NCHW).cells(pixels, images.side(), cells);
        return sd.reshape(small, -1, (long) images.channels() * cells * cells);
    }

    private static SDVariable mean(SDVariable pixels) {
        return pixels.mean(true, 3).mean(true, 2).mean(true, 1);
    }
}
