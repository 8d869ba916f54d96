package org.robustdx.trainer.nn;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Weight standardisation with gains. For each output channel o of a convolution, of the kernel {@code v} over its height, width and input
 * channels, {@code w = g_o · (v - mean(v)) / ‖v - mean(v)‖}. Activations then neither drift nor grow with the size of the weights, which is
 * what batch normalisation is mostly for, at no cost in the graph: it sees {@code w} alone, and the chain rule is applied to its gradient
 * here.
 */
final class StandardisedWeights implements Reparametrisation {
    private static final String KERNEL = ".w";
    private static final String GAIN = ".g";

    /** Keeps the direction of a kernel of equal values finite. */
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

    /** With the direction {@code u} and its length {@code l}: {@code dg = dw·u}, {@code dv = g/l · (dw - mean(dw) - dg u)}. */
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

    /** Returns the model's arrays that these make. */
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

    /** The kernels of convolutions, {@code [kH,kW,in,out]}; the matrix before the logits stays as it is. */
    private static boolean standardised(String name, INDArray array) {
        return name.endsWith(KERNEL) && array.rank() == 4;
    }

    private static String gain(String kernel) {
        return kernel.substring(0, kernel.length() - KERNEL.length()) + GAIN;
    }

    private static int channels(INDArray kernel) {
        return (int) kernel.size(3);
    }

    /** The array's own memory; it is contiguous, in C order, as all of {@link Parameters} are. */
    private static FloatBuffer values(INDArray array) {
        int from = (int) array.offset();
        return array.data().asNioFloat().slice(from, (int) array.length());
    }

    /**
     * Of a kernel, by output channel.
     *
     * @param means over height, width and input channels
     * @param lengths Euclidean, of what differs from the mean
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
