package org.robustdx.trainer.adopt;

import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.data.Batch;
import org.robustdx.trainer.data.Batches;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.modelfile.Images;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.nn.Results;
import org.robustdx.trainer.plan.GraphRunner;
import org.robustdx.trainer.train.Evaluator;

/**
 * A denoiser that needs no training: the bilateral filter (Tomasi and Manduchi, ICCV 1998) over 5×5 places, each channel by itself. A neighbour counts
 * by its distance and by how little it differs, so small steps are smoothed and edges stay. All of it has gradients. Outside of the image is black.
 *
 * @param range standard deviation of differences that are smoothed, of samples in [0,1], greater than 0
 */
record Reformer(double range) {
    private static final int SIDE = 5;
    private static final int PLACES = SIDE * SIDE;
    private static final int BATCH = 32;

    /** Standard deviation of distances, in pixels. */
    private static final double DISTANCE = 1.5;

    Reformer {
        if (!(range > 0 && range <= 1)) {
            throw new IllegalArgumentException("range: " + range + " (expected: 0 < range <= 1)");
        }
    }

    /**
     * Adds the filter to a graph.
     *
     * @param pixels {@code [N,C,H,W]} in [0,1]
     * @return the same, smoothed
     */
    SDVariable add(Layers layers, SDVariable pixels, int channels) {
        SDVariable x = layers.enter(pixels);
        SDVariable near = byChannel(layers, x, "denoiser.neighbours", neighbours(layers, channels, false), SIDE);
        SDVariable steps = byChannel(layers, x, "denoiser.steps", neighbours(layers, channels, true), SIDE);
        SDVariable exponent = layers.sd().math().square(steps).mul(-1 / (2 * range * range));
        SDVariable weights = layers.sd().math().exp(exponent);
        SDVariable sum = total(layers, weights.mul(near), channels);
        SDVariable all = total(layers, weights, channels);
        return layers.leave(sum.mul(layers.sd().math().reciprocal(all)));
    }

    /** Returns kernels that pick each neighbour; less the middle, if {@code steps}. */
    private static INDArray neighbours(Layers layers, int channels, boolean steps) {
        INDArray kernel = Nd4j.zeros(DataType.DOUBLE, SIDE, SIDE, channels, PLACES);
        for (int c = 0; c < channels; c++) {
            for (int place = 0; place < PLACES; place++) {
                kernel.putScalar(new int[] {place / SIDE, place % SIDE, c, place}, 1);
                if (steps) {
                    int[] middle = {SIDE / 2, SIDE / 2, c, place};
                    kernel.putScalar(middle, kernel.getDouble(middle) - 1);
                }
            }
        }
        return kernel.castTo(layers.parameters().type());
    }

    private static SDVariable byChannel(Layers layers, SDVariable x, String name, INDArray kernel, int side) {
        return layers.sd().cnn().depthWiseConv2d(x, constant(layers, name, kernel), config(layers, side));
    }

    /** Returns the sum over neighbours, by their distance. */
    private static SDVariable total(Layers layers, SDVariable x, int channels) {
        INDArray kernel = Nd4j.zeros(DataType.DOUBLE, 1, 1, (long) channels * PLACES, channels);
        for (int c = 0; c < channels; c++) {
            for (int place = 0; place < PLACES; place++) {
                double square = Math.pow(place / SIDE - SIDE / 2, 2) + Math.pow(place % SIDE - SIDE / 2, 2);
                kernel.putScalar(
                        new int[] {0, 0, c * PLACES + place, c}, Math.exp(-square / (2 * DISTANCE * DISTANCE)));
            }
        }
        SDVariable weights = constant(
                layers, "denoiser.distances", kernel.castTo(layers.parameters().type()));
        return layers.sd().cnn().conv2d(x, weights, config(layers, 1));
    }

    private static SDVariable constant(Layers layers, String name, INDArray values) {
        return layers.sd().hasVariable(name)
                ? layers.sd().getVariable(name)
                : layers.sd().constant(name, values);
    }

    private static Conv2DConfig config(Layers layers, int side) {
        return Conv2DConfig.builder()
                .kH(side)
                .kW(side)
                .sH(1)
                .sW(1)
                .pH(side / 2)
                .pW(side / 2)
                .paddingMode(PaddingMode.VALID)
                .dataFormat(layers.layout().name())
                .weightsFormat(WeightsFormat.YXIO)
                .build();
    }

    /** Returns images as this filter leaves them, rounded to 8 bits. */
    Dataset applied(Dataset images) {
        Layers layers = new Layers(Layers.newGraph(), new Parameters(0), Layout.NHWC);
        SDVariable pixels = layers.sd()
                .placeHolder("pixels", DataType.FLOAT, -1, images.channels(), images.height(), images.width());
        String out = add(layers, pixels, images.channels()).name();
        byte[][] smoothed = new byte[images.size()][];
        int at = 0;
        try (GraphRunner runner = GraphRunner.ofOutputs(layers.sd(), List.of(out))) {
            for (Batch batch : Batches.sequential(images, BATCH)) {
                try (INDArray in = Evaluator.pixels(batch.pixels(), batch.size(), images)) {
                    INDArray result =
                            Results.get(runner.run(Map.of("pixels", in)).outputs(), out);
                    for (byte[] image : Images.toBytes(result)) {
                        smoothed[at++] = image;
                    }
                }
            }
        }
        return images.withImages(smoothed);
    }
}
