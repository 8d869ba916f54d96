package org.robustdx.trainer.importer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;

/** Linear maps along one axis, as a product of matrices: padding, picking and resizing, all with the same exact gradient. */
final class Axes {
    private Axes() {}

    /**
     * Returns a tensor whose values along an axis are {@code x·matrix + offset}.
     *
     * @param axis of ONNX
     * @param matrix rows: places before; columns: places after
     * @param offset added to each place, or null
     */
    static Tensor map(Call call, Tensor x, int axis, double[][] matrix, double @Nullable [] offset) {
        long[] dims = x.dims().clone();
        dims[axis] = matrix[0].length;
        int rank = x.rank();
        int place = x.place(axis);
        int[] order = Shapes.swapped(rank, place, rank - 1);
        SDVariable moved = place == rank - 1 ? x.variable() : call.sd().permute(x.variable(), order);
        SDVariable rows = call.sd().reshape(moved, -1, matrix.length);
        SDVariable product = rows.mmul(call.constant(Nd4j.createFromArray(matrix)));
        if (offset != null) {
            product = product.add(call.constant(Nd4j.createFromArray(offset).reshape(1, offset.length)));
        }
        Tensor result = x.with(product, dims);
        long[] stored = result.stored();
        long[] swapped = stored.clone();
        for (int i = 0; i < rank; i++) {
            swapped[i] = stored[order[i]];
        }
        SDVariable back = call.sd().reshape(product, swapped);
        return x.with(place == rank - 1 ? back : call.sd().permute(back, order), dims);
    }

    /** Returns the matrix that takes the value at {@code from[i]} to place i; none where that is negative. */
    static double[][] picking(long size, long... from) {
        double[][] matrix = new double[(int) size][from.length];
        for (int i = 0; i < from.length; i++) {
            if (from[i] >= 0) {
                matrix[(int) from[i]][i] = 1;
            }
        }
        return matrix;
    }

    /** Returns images with constant borders. */
    static Tensor padded(Call call, Tensor images, long[] begin, long[] end, double value) {
        Tensor y = images;
        for (int i = 0; i < 2; i++) {
            if (begin[i] != 0 || end[i] != 0) {
                y = padded(call, y, 2 + i, begin[i], end[i], value);
            }
        }
        return y;
    }

    /** Returns a tensor with a constant border along an axis; a negative border cuts. */
    static Tensor padded(Call call, Tensor x, int axis, long begin, long end, double value) {
        long size = x.size(axis);
        long[] from = new long[(int) (begin + size + end)];
        double[] offset = new double[from.length];
        for (int i = 0; i < from.length; i++) {
            long at = i - begin;
            boolean inside = at >= 0 && at < size;
            from[i] = inside ? at : -1;
            offset[i] = inside ? 0 : value;
        }
        return map(call, x, axis, picking(size, from), value == 0 ? null : offset);
    }

    /** Returns the part of a tensor from one place to another along an axis. */
    static Tensor part(Call call, Tensor x, int axis, long from, long to) {
        return sliced(call, x, axis, from, to, 1);
    }

    /** Returns every {@code step}-th place along an axis; a negative step goes backwards. */
    static Tensor sliced(Call call, Tensor x, int axis, long from, long to, long step) {
        long[] dims = x.dims().clone();
        dims[axis] = Math.max(0, -Math.floorDiv(-(to - from), step));
        if (from == 0 && to == x.size(axis) && step == 1) {
            return x;
        }
        if (step < 0) {
            long[] places = new long[(int) dims[axis]];
            for (int i = 0; i < places.length; i++) {
                places[i] = from + i * step;
            }
            return map(call, x, axis, picking(x.size(axis), places), null);
        }
        int rank = x.rank();
        int place = x.place(axis);
        long[] begin = new long[rank];
        long[] end = new long[rank];
        long[] strides = new long[rank];
        Arrays.fill(end, 1);
        Arrays.fill(strides, 1);
        begin[place] = from;
        end[place] = to;
        strides[place] = step;
        int others = ((1 << rank) - 1) & ~(1 << place);
        return x.with(call.sd().stridedSlice(x.variable(), begin, end, strides, others, others, 0, 0, 0), dims);
    }
}
