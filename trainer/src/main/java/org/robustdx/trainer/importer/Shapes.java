package org.robustdx.trainer.importer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.enums.DataFormat;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Operators that put the same numbers elsewhere, and what is computed from sizes. */
final class Shapes {
    private Shapes() {}

    /** Returns the order of axes that exchanges two of them. */
    static int[] swapped(int rank, int a, int b) {
        int[] order = new int[rank];
        Arrays.setAll(order, i -> i == a ? b : i == b ? a : i);
        return order;
    }

    static List<Tensor> identity(Call call) throws ImportException {
        return List.of(call.in(0));
    }

    /** All numbers in the graph are of its own floating-point type. */
    static List<Tensor> cast(Call call) throws ImportException {
        long to = call.attributes().number("to", 1);
        if (to != 1 && to != 11) {
            throw call.failure("to data type " + to + " (expected: 1 or 11, float or double)");
        }
        return List.of(call.in(0));
    }

    static List<Tensor> constant(Call call) throws ImportException {
        INDArray array = Constants.of(call.attributes(), call.type());
        return List.of(new Tensor(call.constant(array), array.shape(), false));
    }

    /** Reached only where the value depends on the batch in a way that reshaping does not cover. */
    @SuppressWarnings("DoNotCallSuggester") // an entry of the table
    static List<Tensor> folded(Call call) throws ImportException {
        throw call.failure("numbers that depend on the batch are used as values (expected: as sizes)");
    }

    static List<Tensor> constantOfShape(Call call) throws ImportException {
        return folded(call);
    }

    /** Reshape, Flatten, Squeeze and Unsqueeze. */
    static List<Tensor> reshaped(Call call) throws ImportException {
        return List.of(reshaped(call, call.in(0), call.dims(0)));
    }

    /** Returns a tensor in another shape. */
    static Tensor reshaped(Call call, Tensor x, long[] dims) throws ImportException {
        if (Arrays.equals(x.dims(), dims)) {
            return x;
        }
        if (Arrays.stream(dims).filter(d -> d == -1).count() > 1) {
            throw call.failure("a shape of which several sizes depend on the batch (expected: one)");
        }
        // Where rows and columns are 1 each, both orders of axes are the same.
        boolean alike = x.channelsLast() && x.size(2) == 1 && x.size(3) == 1;
        SDVariable variable = alike ? x.variable() : call.plain(x).variable();
        return new Tensor(call.sd().reshape(variable, dims), dims, false);
    }

    static List<Tensor> transpose(Call call) throws ImportException {
        Tensor x = call.in(0);
        int rank = x.rank();
        long[] backwards = new long[rank];
        Arrays.setAll(backwards, i -> rank - 1 - i);
        long[] order = call.attributes().list("perm", backwards);
        if (x.channelsLast() && Arrays.equals(order, new long[] {0, 2, 3, 1})) {
            return List.of(new Tensor(x.variable(), x.stored(), false));
        }
        long[] dims = new long[rank];
        Arrays.setAll(dims, i -> x.size((int) order[i]));
        if (call.channelsLast() && !x.channelsLast() && Arrays.equals(order, new long[] {0, 3, 1, 2})) {
            return List.of(new Tensor(x.variable(), dims, true));
        }
        int[] axes = Arrays.stream(order).mapToInt(axis -> (int) axis).toArray();
        return List.of(new Tensor(call.sd().permute(call.plain(x).variable(), axes), dims, false));
    }

    static List<Tensor> concat(Call call) throws ImportException {
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < call.inputs(); i++) {
            inputs.add(call.in(i));
        }
        boolean images = inputs.stream().anyMatch(Tensor::channelsLast);
        long[] dims = call.dims(0);
        SDVariable[] parts = inputs.stream()
                .map(x -> (images ? call.images(x) : x).variable())
                .toArray(SDVariable[]::new);
        int axis = call.axis(call.attributes().number("axis", 1), dims.length);
        Tensor shape = new Tensor(parts[0], dims, images);
        SDVariable all = parts.length == 1 ? parts[0] : call.sd().concat(shape.place(axis), parts);
        return List.of(shape.with(all));
    }

    static List<Tensor> split(Call call) throws ImportException {
        Tensor x = call.in(0);
        int axis = call.axis(call.attributes().number("axis", 0), x.rank());
        List<Tensor> parts = new ArrayList<>();
        long from = 0;
        for (int i = 0; i < call.outputs(); i++) {
            long to = Math.min(x.size(axis), from + call.dims(i)[axis]);
            parts.add(Axes.part(call, x, axis, from, to));
            from = to;
        }
        return parts;
    }

    static List<Tensor> slice(Call call) throws ImportException {
        Tensor x = call.in(0);
        long[] starts = required(call, call.list("starts", 1));
        long[] ends = required(call, call.list("ends", 2));
        long[] axes = call.list("axes", 3);
        long[] steps = call.list("steps", 4);
        Tensor y = x;
        for (int i = 0; i < starts.length; i++) {
            int axis = call.axis(axes == null ? i : axes[i], x.rank());
            long step = steps == null ? 1 : steps[i];
            long size = x.size(axis);
            if (size < 0) {
                if (starts[i] == 0 && ends[i] >= Integer.MAX_VALUE) {
                    continue;
                }
                throw call.failure("a part of the batch (expected: of one image)");
            }
            long from = bound(starts[i], size, step, true);
            long to = bound(ends[i], size, step, false);
            y = Axes.sliced(call, y, axis, from, to, step);
        }
        return List.of(y);
    }

    private static long bound(long at, long size, long step, boolean start) {
        long counted = at < 0 ? at + size : at;
        return step > 0
                ? Math.max(0, Math.min(size, counted))
                : Math.max(start ? 0 : -1, Math.min(size - 1, at < -size ? -1 : counted));
    }

    private static long[] required(Call call, long @Nullable [] list) throws ImportException {
        if (list == null) {
            throw call.failure("no starts or ends");
        }
        return list;
    }

    static List<Tensor> gather(Call call) throws ImportException {
        Tensor x = call.in(0);
        int axis = call.axis(call.attributes().number("axis", 0), x.rank());
        double[] indices = Objects.requireNonNull(call.numbers(1));
        long size = x.size(axis);
        if (size < 0) {
            throw call.failure("picks images of the batch (expected: parts of one image)");
        }
        long[] places = Arrays.stream(indices)
                .mapToLong(i -> (long) (i < 0 ? i + size : i))
                .toArray();
        Tensor picked = Axes.map(call, x, axis, Axes.picking(size, places), null);
        return List.of(reshaped(call, picked, call.dims(0)));
    }

    /** The border is an attribute before operator set 11, an input since. */
    static List<Tensor> pad(Call call) throws ImportException {
        Tensor x = call.in(0);
        long[] pads = required(call, call.list("pads", 1));
        double[] given = call.numbers(3);
        double[] number = call.numbers(2);
        double value = number != null && number.length > 0
                ? number[0]
                : call.attributes().real("value", 0);
        String mode = call.attributes().text("mode", "constant");
        Tensor y = x;
        int n = pads.length / 2;
        for (int i = 0; i < n; i++) {
            if (pads[i] == 0 && pads[n + i] == 0) {
                continue;
            }
            int axis = call.axis(given == null ? i : (long) given[i], x.rank());
            if (x.size(axis) < 0) {
                throw call.failure("a border of the batch (expected: of images)");
            }
            y = switch (mode) {
                case "constant" -> Axes.padded(call, y, axis, pads[i], pads[n + i], value);
                case "edge", "reflect" -> repeated(call, y, axis, pads[i], pads[n + i], mode.equals("edge"));
                default -> throw call.failure("mode " + mode + " (expected: constant, edge or reflect)");
            };
        }
        return List.of(y);
    }

    private static Tensor repeated(Call call, Tensor x, int axis, long begin, long end, boolean edge) {
        long size = x.size(axis);
        long[] from = new long[(int) (begin + size + end)];
        for (int i = 0; i < from.length; i++) {
            long at = i - begin;
            if (edge) {
                from[i] = Math.max(0, Math.min(size - 1, at));
            } else {
                long mirrored = Math.abs(at);
                from[i] = mirrored < size ? mirrored : 2 * (size - 1) - mirrored;
            }
        }
        return Axes.map(call, x, axis, Axes.picking(size, from), null);
    }

    static List<Tensor> depthToSpace(Call call) throws ImportException {
        Tensor x = call.images(0);
        long block = call.attributes().number("blocksize", 1);
        String mode = call.attributes().text("mode", "DCR");
        Tensor ordered = x;
        if (mode.equals("CRD")) {
            long channels = x.size(1) / (block * block);
            long[] from = new long[(int) x.size(1)];
            for (int place = 0; place < block * block; place++) {
                for (int c = 0; c < channels; c++) {
                    from[(int) (place * channels + c)] = c * block * block + place;
                }
            }
            ordered = Axes.map(call, x, 1, Axes.picking(x.size(1), from), null);
        }
        SDVariable y = call.sd().cnn().depthToSpace(ordered.variable(), (int) block, DataFormat.valueOf(call.layout()));
        return List.of(x.with(y, call.dims(0)));
    }
}
