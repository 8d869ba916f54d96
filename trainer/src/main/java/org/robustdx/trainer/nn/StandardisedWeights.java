package org.robustdx.trainer.nn;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Weight standardisation with gains (see {@link WeightForm#STANDARDISED}). For each output channel o of a convolution
 * with kernel {@code v} over height, width and input channels, {@code w = g_o · (v - mean(v)) / ‖v - mean(v)‖}.
 * Activations then neither drift nor grow with the scale of the weights. That is the main benefit of batch
 * normalisation, here without a cost in the graph: the graph uses only {@code w}, and this class applies the chain rule
 * to its gradient.
 */
final class StandardisedWeights implements Reparametrisation {
    private static final String KERNEL = ".w";
    private static final String GAIN = ".g";

    /** Keeps the direction of a constant kernel finite. */
    private static final double FLOOR = 1e-12;

    private final Parameters model;
    private final Parameters free;
    private final Parameters gradients;

    StandardisedWeights(Parameters model) {
        if (model.type() != DataType.FLOAT) {
            throw new IllegalArgumentException("type: " + model.type() + " (expected: FLOAT)");
        }
        this.model = model;
        this.free = new Parameters(0);
        model.arrays().forEach((name, array) -> {
            free.zeros(name, array.shape()).assign(array);
            if (standardised(name, array)) {
                INDArray gains = free.zeros(gain(name), channels(array));
                FloatBuffer lengths = values(gains);
                Columns columns = Columns.of(values(array), channels(array));
                for (int o = 0; o < columns.lengths().length; o++) {
                    lengths.put(o, (float) columns.lengths()[o]);
                }
            }
        });
        this.gradients = free.zerosLike();
        apply();
    }

    @Override
    public Parameters free() {
        return free;
    }

    @Override
    public Parameters trained() {
        return model;
    }

    @Override
    public void apply() {
        model.arrays().forEach((name, array) -> {
            INDArray own = Results.get(free.arrays(), name);
            if (standardised(name, array)) {
                kernel(own, Results.get(free.arrays(), gain(name)), array);
            } else {
                array.assign(own);
            }
        });
    }

    @Override
    public Parameters gradients(Parameters byModel) {
        byModel.arrays().forEach((name, gradient) -> {
            INDArray into = Results.get(gradients.arrays(), name);
            if (standardised(name, gradient)) {
                pullBack(name, gradient, into);
            } else {
                into.assign(gradient);
            }
        });
        return gradients;
    }

    /**
     * With the direction {@code u} and its length {@code l}: {@code dg = dw·u},
     * {@code dv = g/l · (dw - mean(dw) - dg u)}.
     */
    private void pullBack(String name, INDArray gradient, INDArray into) {
        int channels = channels(gradient);
        FloatBuffer v = values(Results.get(free.arrays(), name));
        FloatBuffer gain = values(Results.get(free.arrays(), gain(name)));
        FloatBuffer byGain = values(Results.get(gradients.arrays(), gain(name)));
        FloatBuffer byW = values(gradient);
        FloatBuffer byV = values(into);
        Columns columns = Columns.of(v, channels);
        double[] means = Columns.means(byW, channels);
        double[] products = new double[channels];
        int length = byW.remaining();
        for (int at = 0; at < length; at += channels) {
            for (int o = 0; o < channels; o++) {
                products[o] += byW.get(at + o) * (v.get(at + o) - columns.means()[o]) / columns.lengths()[o];
            }
        }
        for (int at = 0; at < length; at += channels) {
            for (int o = 0; o < channels; o++) {
                double direction = (v.get(at + o) - columns.means()[o]) / columns.lengths()[o];
                double across = byW.get(at + o) - means[o] - products[o] * direction;
                byV.put(at + o, (float) (gain.get(o) / columns.lengths()[o] * across));
            }
        }
        for (int o = 0; o < channels; o++) {
            byGain.put(o, (float) products[o]);
        }
    }

    /** Returns the model's arrays that result from the optimiser's arrays. */
    static Map<String, INDArray> kernels(Map<String, INDArray> free) {
        Map<String, INDArray> model = new LinkedHashMap<>();
        free.forEach((name, array) -> {
            if (standardised(name, array)) {
                INDArray kernel = Nd4j.create(array.dataType(), array.shape());
                kernel(array, Results.get(free, gain(name)), kernel);
                model.put(name, kernel);
            } else if (!name.endsWith(GAIN)) {
                model.put(name, array);
            }
        });
        return model;
    }

    private static void kernel(INDArray direction, INDArray gains, INDArray into) {
        int channels = channels(direction);
        FloatBuffer v = values(direction);
        FloatBuffer gain = values(gains);
        FloatBuffer w = values(into);
        Columns columns = Columns.of(v, channels);
        double[] factors = new double[channels];
        for (int o = 0; o < channels; o++) {
            factors[o] = gain.get(o) / columns.lengths()[o];
        }
        for (int at = 0; at < v.remaining(); at += channels) {
            for (int o = 0; o < channels; o++) {
                w.put(at + o, (float) (factors[o] * (v.get(at + o) - columns.means()[o])));
            }
        }
    }

    /**
     * True for the kernels of convolutions, {@code [kH,kW,in,out]}. The matrix before the logits is not standardised.
     */
    private static boolean standardised(String name, INDArray array) {
        return name.endsWith(KERNEL) && array.rank() == 4;
    }

    private static String gain(String kernel) {
        return kernel.substring(0, kernel.length() - KERNEL.length()) + GAIN;
    }

    private static int channels(INDArray kernel) {
        return (int) kernel.size(3);
    }

    /** Returns the array's memory without copying. Arrays of {@link Parameters} are contiguous, in C order. */
    private static FloatBuffer values(INDArray array) {
        int from = (int) array.offset();
        return array.data().asNioFloat().slice(from, (int) array.length());
    }

    /**
     * Statistics of a kernel, by output channel.
     *
     * @param means means over height, width and input channels
     * @param lengths Euclidean lengths of the differences from the mean
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Columns(double[] means, double[] lengths) {
        static Columns of(FloatBuffer kernel, int channels) {
            double[] means = means(kernel, channels);
            double[] squares = new double[channels];
            for (int at = 0; at < kernel.remaining(); at += channels) {
                for (int o = 0; o < channels; o++) {
                    double difference = kernel.get(at + o) - means[o];
                    squares[o] += difference * difference;
                }
            }
            double[] lengths = new double[channels];
            for (int o = 0; o < channels; o++) {
                lengths[o] = Math.sqrt(squares[o] + FLOOR);
            }
            return new Columns(means, lengths);
        }

        static double[] means(FloatBuffer kernel, int channels) {
            double[] sums = new double[channels];
            for (int at = 0; at < kernel.remaining(); at += channels) {
                for (int o = 0; o < channels; o++) {
                    sums[o] += kernel.get(at + o);
                }
            }
            for (int o = 0; o < channels; o++) {
                sums[o] = sums[o] * channels / kernel.remaining();
            }
            return sums;
        }
    }
}
