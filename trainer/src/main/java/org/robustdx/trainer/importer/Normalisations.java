package org.robustdx.trainer.importer;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Normalisation of batches (by constants), of images and of layers; and means. */
final class Normalisations {
    private Normalisations() {}

    /** At inference, a gain and a bias for each channel. */
    static List<Tensor> batch(Call call) throws ImportException {
        if (call.attributes().number("training_mode", 0) != 0) {
            throw call.failure("training_mode 1 (expected: 0; export the network for inference)");
        }
        Tensor x = call.in(0);
        double epsilon = call.attributes().real("epsilon", 1e-5f);
        INDArray mean = call.constant(3).castTo(DataType.DOUBLE);
        INDArray variance = call.constant(4).castTo(DataType.DOUBLE);
        INDArray gain = call.constant(1).castTo(DataType.DOUBLE).div(Transforms.sqrt(variance.add(epsilon), true));
        INDArray bias = call.constant(2).castTo(DataType.DOUBLE).sub(mean.mul(gain));
        long[] shape = channels(x);
        SDVariable scaled = x.variable().mul(call.constant(gain.reshape(shape)));
        return List.of(x.with(scaled.add(call.constant(bias.reshape(shape)))));
    }

    /** Returns the shape of one number for each channel. */
    private static long[] channels(Tensor x) {
        long[] shape = new long[x.rank()];
        Arrays.fill(shape, 1);
        shape[x.place(1)] = x.size(1);
        return shape;
    }

    static List<Tensor> instance(Call call) throws ImportException {
        Tensor x = call.images(0);
        int[] axes = {x.place(3), x.place(2)};
        long[] shape = channels(x);
        SDVariable y = normalised(call, x.variable(), call.attributes().real("epsilon", 1e-5f), axes)
                .mul(call.constant(call.constant(1).reshape(shape)))
                .add(call.constant(call.constant(2).reshape(shape)));
        return List.of(x.with(y));
    }

    static List<Tensor> layer(Call call) throws ImportException {
        Tensor x = call.plain(0);
        int first = call.axis(call.attributes().number("axis", -1), x.rank());
        int[] axes = new int[x.rank() - first];
        long[] shape = new long[x.rank()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = i < first ? 1 : x.size(i);
        }
        for (int i = 0; i < axes.length; i++) {
            axes[i] = first + i;
        }
        SDVariable y = normalised(call, x.variable(), call.attributes().real("epsilon", 1e-5f), axes)
                .mul(call.constant(call.constant(1).reshape(shape)));
        return List.of(
                x.with(call.given(2) ? y.add(call.constant(call.constant(2).reshape(shape))) : y));
    }

    /** Mean axis by axis: a single sum of ten thousand 32-bit numbers is off by 1e-5. */
    private static SDVariable normalised(Call call, SDVariable x, double epsilon, int... axes) {
        SDVariable centred = x.sub(mean(x, axes));
        SDVariable variance = mean(call.sd().math().square(centred), axes);
        return centred.mul(call.sd().math().reciprocal(call.sd().math().sqrt(variance.add(epsilon))));
    }

    private static SDVariable mean(SDVariable x, int... axes) {
        SDVariable mean = x;
        for (int axis : axes) {
            mean = mean.mean(true, axis);
        }
        return mean;
    }

    /** The axes are an attribute before operator set 18, an input since. */
    static List<Tensor> mean(Call call) throws ImportException {
        Tensor x = call.in(0);
        long[] given = call.list("axes", 1);
        boolean none = given == null || given.length == 0;
        if (none && call.attributes().number("noop_with_empty_axes", 0) != 0) {
            return List.of(x);
        }
        int[] axes = new int[none ? x.rank() : Objects.requireNonNull(given).length];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = x.place(none ? i : call.axis(Objects.requireNonNull(given)[i], x.rank()));
            if (axes[i] == 0) {
                throw call.failure("a mean over the batch (expected: over axes of one image)");
            }
        }
        SDVariable mean = x.variable().mean(true, axes);
        long[] dims = x.dims().clone();
        for (int i = 0; i < dims.length; i++) {
            int place = x.place(i);
            if (Arrays.stream(axes).anyMatch(axis -> axis == place)) {
                dims[i] = 1;
            }
        }
        Tensor kept = x.with(mean, dims);
        return List.of(call.attributes().number("keepdims", 1) != 0 ? kept : Shapes.reshaped(call, kept, call.dims(0)));
    }
}
