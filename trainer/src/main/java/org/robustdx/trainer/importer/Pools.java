package org.robustdx.trainer.importer;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Pooling2D.Divisor;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Pooling2D.Pooling2DType;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/** The largest or mean value in windows of images, or in whole images. */
final class Pools {
    /** Padding that is never the largest value. */
    private static final double LOWEST = -1e30;

    private Pools() {}

    static List<Tensor> max(Call call) throws ImportException {
        Tensor x = call.images(0);
        Windows windows = windows(call, x);
        long[] dims = call.dims(0);
        long[] end = end(windows, x, dims);
        boolean even = end[0] == windows.begin()[0] && end[1] == windows.begin()[1];
        Tensor padded = even ? x : Axes.padded(call, x, windows.begin(), end, LOWEST);
        Pooling2DConfig config = config(call, Pooling2DType.MAX, windows, even);
        return List.of(x.with(call.sd().cnn().maxPooling2d(padded.variable(), config), dims));
    }

    static List<Tensor> average(Call call) throws ImportException {
        Tensor x = call.images(0);
        Windows windows = windows(call, x);
        long[] dims = call.dims(0);
        long[] end = end(windows, x, dims);
        boolean counted = call.attributes().number("count_include_pad", 0) != 0;
        boolean even = end[0] == windows.begin()[0] && end[1] == windows.begin()[1];
        if (even && (!counted || windows.unpadded())) {
            Pooling2DConfig config = config(call, Pooling2DType.AVG, windows, true);
            return List.of(x.with(call.sd().cnn().avgPooling2d(x.variable(), config), dims));
        }
        Tensor padded = Axes.padded(call, x, windows.begin(), end, 0);
        SDVariable mean =
                call.sd().cnn().avgPooling2d(padded.variable(), config(call, Pooling2DType.AVG, windows, false));
        if (counted) {
            if (end[0] != windows.end()[0] || end[1] != windows.end()[1]) {
                throw call.failure("ceil_mode with count_include_pad (expected: one of them)");
            }
            return List.of(x.with(mean, dims));
        }
        return List.of(x.with(mean.mul(call.constant(ratios(call, windows, x, dims))), dims));
    }

    private static Windows windows(Call call, Tensor x) throws ImportException {
        long[] dilations = call.attributes().list("dilations", 1, 1);
        if (dilations[0] * dilations[1] != 1) {
            throw call.failure("dilations " + dilations[0] + "x" + dilations[1] + " (expected: none)");
        }
        return Windows.of(call, x, Windows.pair(call, "kernel_shape", 1));
    }

    /** Returns the padding below and right with which the windows end where the result does, also under {@code ceil_mode}. */
    private static long[] end(Windows windows, Tensor x, long... dims) {
        long[] end = new long[2];
        for (int i = 0; i < 2; i++) {
            long needed = (dims[2 + i] - 1) * windows.stride()[i] + windows.kernel()[i];
            long reached = x.size(2 + i) + windows.begin()[i] + windows.end()[i];
            end[i] = needed > reached ? windows.end()[i] + needed - reached : windows.end()[i];
        }
        return end;
    }

    private static Pooling2DConfig config(Call call, Pooling2DType type, Windows windows, boolean padded) {
        return Pooling2DConfig.builder()
                .type(type)
                .divisor(Divisor.EXCLUDE_PADDING)
                .kH(windows.kernel()[0])
                .kW(windows.kernel()[1])
                .sH(windows.stride()[0])
                .sW(windows.stride()[1])
                .pH(padded ? windows.begin()[0] : 0)
                .pW(padded ? windows.begin()[1] : 0)
                .paddingMode(PaddingMode.VALID)
                .isNHWC(call.channelsLast())
                .build();
    }

    /** Returns the number of places of a window divided by the number of those inside the image. */
    private static INDArray ratios(Call call, Windows windows, Tensor x, long... dims) {
        double[][] values = new double[(int) dims[2]][(int) dims[3]];
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values[i].length; j++) {
                values[i][j] = ratio(windows, x, 0, i) * ratio(windows, x, 1, j);
            }
        }
        long[] shape = call.channelsLast() ? new long[] {1, dims[2], dims[3], 1} : new long[] {1, 1, dims[2], dims[3]};
        return Nd4j.createFromArray(values).reshape(shape);
    }

    private static double ratio(Windows windows, Tensor x, int axis, int window) {
        long from = window * windows.stride()[axis] - windows.begin()[axis];
        long to = Math.min(from + windows.kernel()[axis], x.size(2 + axis));
        return (double) windows.kernel()[axis] / (to - Math.max(0, from));
    }

    static List<Tensor> globalAverage(Call call) throws ImportException {
        Tensor x = call.images(0);
        return List.of(x.with(x.variable().mean(true, x.place(2), x.place(3)), call.dims(0)));
    }

    static List<Tensor> globalMax(Call call) throws ImportException {
        Tensor x = call.images(0);
        long[] whole = {x.size(2), x.size(3)};
        Windows windows = new Windows(whole, new long[] {1, 1}, new long[2], new long[2]);
        Pooling2DConfig config = config(call, Pooling2DType.MAX, windows, false);
        return List.of(x.with(call.sd().cnn().maxPooling2d(x.variable(), config), call.dims(0)));
    }
}
