package org.robustdx.trainer.front;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.enums.DataFormat;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.model.Network;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.StraightThrough;

/**
 * JPEG compression as convolutions: colour transform, cosine transform of 8×8 blocks, quantisation with the tables of the
 * standard's annex K, and back. Chroma is not subsampled. The entropy coding loses nothing and is left out.
 *
 * @param quality quality as libjpeg scales it, 1 to 100
 */
record JpegCompression(int quality) implements Front {
    private static final int BLOCK = 8;
    private static final int PLACES = BLOCK * BLOCK;

    private static final int[] LUMINANCE = {
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29,
        51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121,
        120, 101, 72, 92, 95, 98, 112, 100, 103, 99
    };
    private static final int[] CHROMINANCE = {
        17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99
    };

    private static final double[][] TO_YCC = {
        {0.299, 0.587, 0.114}, {-0.168735892, -0.331264108, 0.5}, {0.5, -0.418687589, -0.081312411}
    };
    private static final double[][] TO_RGB = {{1, 0, 1.402}, {1, -0.344136286, -0.714136286}, {1, 1.772, 0}};
    private static final double[][] GRAY = {{1}};

    @Override
    public String name() {
        return "jpeg";
    }

    @Override
    public SDVariable add(Layers layers, Network behind, SDVariable pixels) {
        int side = behind.spec().imageSize();
        int channels = behind.spec().channels();
        if (side % BLOCK != 0) {
            throw new IllegalArgumentException(
                    "image-size: " + side + " (expected: a multiple of " + BLOCK + " for --front jpeg)");
        }
        SDVariable x = layers.enter(pixels.mul(255).add(-128));
        SDVariable forward = Images.constant(layers, "jpeg.forward", forward(channels));
        SDVariable backward = Images.constant(layers, "jpeg.backward", backward(channels));
        SDVariable levels = StraightThrough.round(layers.sd().cnn().conv2d(x, forward, config(layers, BLOCK)));
        SDVariable blocks = layers.sd().cnn().conv2d(levels, backward, config(layers, 1));
        SDVariable image = layers.sd()
                .cnn()
                .depthToSpace(blocks, BLOCK, DataFormat.valueOf(layers.layout().name()));
        return Images.clipped(layers.sd(), layers.leave(image).add(128).mul(1 / 255.0));
    }

    /** Returns kernels {@code [8,8,C,64·C]}: from samples to quantised levels before rounding. */
    private INDArray forward(int channels) {
        double[][] colours = channels == 1 ? GRAY : TO_YCC;
        INDArray kernel = Nd4j.zeros(DataType.DOUBLE, BLOCK, BLOCK, channels, (long) PLACES * channels);
        for (int y = 0; y < BLOCK; y++) {
            for (int x = 0; x < BLOCK; x++) {
                for (int from = 0; from < channels; from++) {
                    for (int to = 0; to < channels; to++) {
                        for (int place = 0; place < PLACES; place++) {
                            double value = colours[to][from] * cosine(place, y, x) / step(to, place);
                            kernel.putScalar(new int[] {y, x, from, to * PLACES + place}, value);
                        }
                    }
                }
            }
        }
        return kernel;
    }

    /** Returns kernels {@code [1,1,64·C,64·C]}: from levels to samples, in the order of depth-to-space. */
    private INDArray backward(int channels) {
        double[][] colours = channels == 1 ? GRAY : TO_RGB;
        INDArray kernel = Nd4j.zeros(DataType.DOUBLE, 1, 1, (long) PLACES * channels, (long) PLACES * channels);
        for (int from = 0; from < channels; from++) {
            for (int place = 0; place < PLACES; place++) {
                for (int y = 0; y < BLOCK; y++) {
                    for (int x = 0; x < BLOCK; x++) {
                        for (int to = 0; to < channels; to++) {
                            double value = colours[to][from] * cosine(place, y, x) * step(from, place);
                            kernel.putScalar(
                                    new int[] {0, 0, from * PLACES + place, (y * BLOCK + x) * channels + to}, value);
                        }
                    }
                }
            }
        }
        return kernel;
    }

    private static double cosine(int place, int y, int x) {
        return cosine(place / BLOCK, y) * cosine(place % BLOCK, x);
    }

    private static double cosine(int frequency, int x) {
        double scale = Math.sqrt((frequency == 0 ? 1.0 : 2.0) / BLOCK);
        return scale * Math.cos(Math.PI * (x + 0.5) * frequency / BLOCK);
    }

    /** Returns the quantisation step of a coefficient, from the table and the quality. */
    private double step(int channel, int place) {
        int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        int base = (channel == 0 ? LUMINANCE : CHROMINANCE)[place];
        return Math.max(1, Math.min(255, (base * scale + 50) / 100));
    }

    private static Conv2DConfig config(Layers layers, int side) {
        return Conv2DConfig.builder()
                .kH(side)
                .kW(side)
                .sH(side)
                .sW(side)
                .paddingMode(PaddingMode.VALID)
                .dataFormat(layers.layout().name())
                .weightsFormat(WeightsFormat.YXIO)
                .build();
    }
}
