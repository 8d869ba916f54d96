package org.robustdx.trainer.scope;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Parameters;

/**
 * The image's mean colour, and the logarithm of its energy in each octave of spatial frequency: horizontal, vertical and diagonal Haar details,
 * of brightness and, for colour images, of two colour differences. Flat cards, gradients, letters and noise differ from a natural image here,
 * whatever the network makes of them.
 */
record Spectrum() implements ScopeFeatures {
    private static final int OCTAVES = 5;

    /** Energy that counts as none, about that of rounding to 8 bits (variance 1/12 of a step). */
    private static final double ROUNDING = 1e-6;

    private static final float[][] HAAR = {
        {0.5f, -0.5f, 0.5f, -0.5f}, {0.5f, 0.5f, -0.5f, -0.5f}, {0.5f, -0.5f, -0.5f, 0.5f}
    };
    private static final float[][] GRAY = {{1}};
    private static final float[][] COLOURS = {{1 / 3f, 1 / 3f, 1 / 3f}, {1, -1, 0}, {0, 1, -1}};

    @Override
    public SDVariable of(SameDiff sd, Detector.Readings readings, Images images) {
        Layers layers = new Layers(sd, new Parameters(0), Layout.NCHW);
        SDVariable x = readings.pixels();
        List<SDVariable> parts = new ArrayList<>();
        parts.add(mean(x));
        int side = images.side();
        for (int octave = 0; octave < OCTAVES && side >= 4; octave++) {
            SDVariable energy = mean(sd.math().square(details(sd, x, images.channels())));
            parts.add(sd.math().log(energy.add(ROUNDING)));
            x = layers.cells(x, side, side / 2);
            side /= 2;
        }
        return sd.concat(1, parts.toArray(SDVariable[]::new));
    }

    private static SDVariable mean(SDVariable images) {
        return images.mean(false, 3).mean(false, 2);
    }

    private static SDVariable details(SameDiff sd, SDVariable images, int channels) {
        Conv2DConfig config = Conv2DConfig.builder()
                .kH(2)
                .kW(2)
                .sH(2)
                .sW(2)
                .paddingMode(PaddingMode.VALID)
                .dataFormat("NCHW")
                .weightsFormat(WeightsFormat.YXIO)
                .build();
        return sd.cnn().conv2d(images, weights(sd, images, channels), config);
    }

    private static SDVariable weights(SameDiff sd, SDVariable like, int channels) {
        String name = "scope.haar";
        if (sd.hasVariable(name)) {
            return sd.getVariable(name);
        }
        float[][] colours = channels == 1 ? GRAY : COLOURS;
        float[][][][] w = new float[2][2][channels][colours.length * HAAR.length];
        for (int place = 0; place < 4; place++) {
            for (int c = 0; c < channels; c++) {
                for (int out = 0; out < colours.length * HAAR.length; out++) {
                    w[place / 2][place % 2][c][out] = colours[out / HAAR.length][c] * HAAR[out % HAAR.length][place];
                }
            }
        }
        INDArray values = Nd4j.createFromArray(w).castTo(like.dataType());
        return sd.constant(name, values);
    }
}
