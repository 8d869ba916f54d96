package org.robustdx.trainer.importer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.enums.DataFormat;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Convolutions of images. Kernels are {@code [kH,kW,in,out]} in the graph. What ONNX has besides becomes part of the kernel: dilation and uneven
 * padding are zeros in it, and a transposed convolution is a convolution to several phases that are laid out in blocks.
 */
final class Convolutions {
    private Convolutions() {}

    /** Which part of a kernel a convolution uses. */
    private record Group(int index, int of) {
        private static final Group ALL = new Group(0, 1);

        private INDArray part(INDArray array, int axis) {
            if (of == 1) {
                return array;
            }
            long size = array.size(axis) / of;
            INDArrayIndex[] indexes = new INDArrayIndex[array.rank()];
            java.util.Arrays.fill(indexes, NDArrayIndex.all());
            indexes[axis] = NDArrayIndex.interval(index * size, (index + 1) * size);
            return array.get(indexes);
        }

        private String form() {
            return of == 1 ? "" : "." + index;
        }
    }

    static List<Tensor> convolution(Call call) throws ImportException {
        Tensor x = call.images(0);
        INDArray w = kernel(call);
        long[] dilation = Windows.pair(call, "dilations", 1);
        Windows windows = Windows.of(call, x, (w.size(2) - 1) * dilation[0] + 1, (w.size(3) - 1) * dilation[1] + 1);
        int groups = groups(call, x.size(1), w.size(1));
        if (groups > 1 && w.size(1) == 1) {
            SDVariable weights = call.weight(
                    1, form("depthwise", windows, dilation, Group.ALL), file -> spread(file, windows, dilation)
                            .reshape(groups, file.size(0) / groups, size(windows, 0), size(windows, 1))
                            .permute(2, 3, 0, 1));
            Conv2DConfig config = config(call, windows);
            SDVariable bias = bias(call, Group.ALL);
            SDVariable y = bias == null
                    ? call.sd().cnn().depthWiseConv2d(x.variable(), weights, config)
                    : call.sd().cnn().depthWiseConv2d(x.variable(), weights, bias, config);
            return List.of(x.with(y, call.dims(0)));
        }
        if (groups == 1) {
            return List.of(x.with(convolution(call, x, windows, dilation, Group.ALL), call.dims(0)));
        }
        SDVariable[] parts = new SDVariable[groups];
        long size = x.size(1) / groups;
        for (int g = 0; g < groups; g++) {
            Tensor part = Axes.part(call, x, 1, g * size, (g + 1) * size);
            parts[g] = convolution(call, part, windows, dilation, new Group(g, groups));
        }
        return List.of(x.with(call.sd().concat(x.place(1), parts), call.dims(0)));
    }

    private static SDVariable convolution(Call call, Tensor x, Windows windows, long[] dilation, Group group)
            throws ImportException {
        SDVariable weights = call.weight(
                1, form("kernel", windows, dilation, group), file -> spread(group.part(file, 0), windows, dilation)
                        .permute(2, 3, 1, 0));
        SDVariable bias = bias(call, group);
        Conv2DConfig config = config(call, windows);
        return bias == null
                ? call.sd().cnn().conv2d(x.variable(), weights, config)
                : call.sd().cnn().conv2d(x.variable(), weights, bias, config);
    }

    private static String form(String kind, Windows windows, long[] dilation, Group group) {
        return "." + kind + group.form() + (dilation[0] * dilation[1] == 1 ? "" : ".dilated")
                + (windows.symmetrical() ? "" : ".padded");
    }

    private static @Nullable SDVariable bias(Call call, Group group) throws ImportException {
        return call.given(2) ? call.weight(2, ".bias" + group.form(), file -> group.part(file, 0)) : null;
    }

    private static INDArray kernel(Call call) throws ImportException {
        INDArray w = call.constant(1);
        if (w.rank() != 4) {
            throw call.failure("a kernel of " + w.rank() + " dimensions (expected: 4, of images)");
        }
        return w;
    }

    private static int groups(Call call, long channels, long perGroup) throws ImportException {
        long groups = call.attributes().number("group", 1);
        if (groups < 1 || channels != perGroup * groups) {
            throw call.failure(groups + " groups of " + perGroup + " channels (expected: " + channels + " channels)");
        }
        return (int) groups;
    }

    private static Conv2DConfig config(Call call, Windows windows) {
        return Conv2DConfig.builder()
                .kH(size(windows, 0))
                .kW(size(windows, 1))
                .sH(windows.stride()[0])
                .sW(windows.stride()[1])
                .pH(Math.max(windows.begin()[0], windows.end()[0]))
                .pW(Math.max(windows.begin()[1], windows.end()[1]))
                .paddingMode(PaddingMode.VALID)
                .dataFormat(call.layout())
                .weightsFormat(WeightsFormat.YXIO)
                .build();
    }

    /** Returns the size of a kernel that is padded with zeros until its padding is even. */
    private static long size(Windows windows, int axis) {
        return windows.kernel()[axis] + Math.abs(windows.begin()[axis] - windows.end()[axis]);
    }

    /** Returns a kernel {@code [out,in,kH,kW]} with the zeros that dilation and uneven padding stand for. */
    private static INDArray spread(INDArray w, Windows windows, long... dilation) {
        long rows = size(windows, 0);
        long columns = size(windows, 1);
        if (rows == w.size(2) && columns == w.size(3)) {
            return w;
        }
        INDArray wide = Nd4j.zeros(w.dataType(), w.size(0), w.size(1), rows, columns);
        long top = Math.max(0, windows.end()[0] - windows.begin()[0]);
        long left = Math.max(0, windows.end()[1] - windows.begin()[1]);
        for (long i = 0; i < w.size(2); i++) {
            for (long j = 0; j < w.size(3); j++) {
                wide.put(at(top + i * dilation[0], left + j * dilation[1]), w.get(at(i, j)));
            }
        }
        return wide;
    }

    private static INDArrayIndex[] at(long row, long column) {
        return new INDArrayIndex[] {
            NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(row), NDArrayIndex.point(column)
        };
    }

    /**
     * A transposed convolution of stride s as the sub-pixel convolution that it equals (Shi et al., 2016): each of the s·s phases of the result is a
     * convolution with every s-th row and column of the kernel.
     */
    static List<Tensor> transposed(Call call) throws ImportException {
        Tensor x = call.images(0);
        INDArray w = kernel(call); // [in,out/groups,kH,kW]
        long[] stride = Windows.pair(call, "strides", 1);
        long[] dilation = Windows.pair(call, "dilations", 1);
        if (stride[0] != stride[1] || dilation[0] * dilation[1] != 1) {
            throw call.failure("stride " + stride[0] + "x" + stride[1] + ", dilation " + dilation[0] + "x" + dilation[1]
                    + " (expected: a square stride, no dilation)");
        }
        long[] dims = call.dims(0);
        long[] begin = begin(call);
        int groups = (int) call.attributes().number("group", 1);
        long size = x.size(1) / groups;
        List<SDVariable> parts = new ArrayList<>();
        for (int g = 0; g < groups; g++) {
            Tensor part = Axes.part(call, x, 1, g * size, (g + 1) * size);
            parts.add(transposed(call, part, w, (int) stride[0], new Group(g, groups)));
        }
        SDVariable all = groups == 1 ? parts.get(0) : call.sd().concat(x.place(1), parts.toArray(SDVariable[]::new));
        long[] full = dims.clone();
        for (int i = 0; i < 2; i++) {
            long taps = -Math.floorDiv(-w.size(2 + i), stride[0]);
            full[2 + i] = (x.size(2 + i) + taps - 1) * stride[0];
        }
        Tensor y = x.with(all, full);
        for (int i = 0; i < 2; i++) {
            long missing = Math.max(0, begin[i] + dims[2 + i] - full[2 + i]);
            y = missing == 0 ? y : Axes.padded(call, y, 2 + i, 0, missing, 0);
            y = Axes.part(call, y, 2 + i, begin[i], begin[i] + dims[2 + i]);
        }
        if (call.given(2)) {
            long[] shape = call.channelsLast() ? new long[] {1, 1, 1, dims[1]} : new long[] {1, dims[1], 1, 1};
            y = y.with(y.variable().add(call.constant(call.constant(2).reshape(shape))));
        }
        return List.of(y);
    }

    private static long[] begin(Call call) throws ImportException {
        long[] pads = call.attributes().list("pads", 0, 0, 0, 0);
        String automatic = call.attributes().text("auto_pad", "NOTSET");
        if (automatic.equals("NOTSET") && !call.attributes().has("output_shape")) {
            return new long[] {pads[0], pads[1]};
        }
        if (automatic.equals("VALID")) {
            return new long[2];
        }
        throw call.failure("auto_pad " + automatic + " or an output_shape (expected: pads)");
    }

    private static SDVariable transposed(Call call, Tensor x, INDArray w, int stride, Group group)
            throws ImportException {
        int rows = (int) -Math.floorDiv(-w.size(2), stride);
        int columns = (int) -Math.floorDiv(-w.size(3), stride);
        SDVariable weights = call.weight(
                1, ".transposed" + group.form(), file -> phases(group.part(file, 0), rows, columns, stride));
        Conv2DConfig config = Conv2DConfig.builder()
                .kH(rows)
                .kW(columns)
                .sH(1)
                .sW(1)
                .pH(rows - 1)
                .pW(columns - 1)
                .paddingMode(PaddingMode.VALID)
                .dataFormat(call.layout())
                .weightsFormat(WeightsFormat.YXIO)
                .build();
        SDVariable y = call.sd().cnn().conv2d(x.variable(), weights, config);
        return stride == 1 ? y : call.sd().cnn().depthToSpace(y, stride, DataFormat.valueOf(call.layout()));
    }

    /** Returns {@code [rows,columns,in,stride·stride·out]}, of a kernel {@code [in,out,kH,kW]}: phase by phase, turned by half a turn. */
    private static INDArray phases(INDArray w, int rows, int columns, int stride) {
        long in = w.size(0);
        long out = w.size(1);
        INDArray kernel = Nd4j.zeros(w.dataType(), rows, columns, in, (long) stride * stride * out);
        for (int i = 0; i < w.size(2); i++) {
            for (int j = 0; j < w.size(3); j++) {
                long phase = (long) (i % stride) * stride + j % stride;
                kernel.put(
                        new INDArrayIndex[] {
                            NDArrayIndex.point(rows - 1 - i / stride),
                            NDArrayIndex.point(columns - 1 - j / stride),
                            NDArrayIndex.all(),
                            NDArrayIndex.interval(phase * out, (phase + 1) * out)
                        },
                        w.get(at(i, j)));
            }
        }
        return kernel;
    }
}
