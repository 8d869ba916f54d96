package org.robustdx.inference.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.robustdx.inference.graph.Rule.Call;

/** Rules of operators that rearrange numbers. */
final class Layout {
    private Layout() {}

    static Value transpose(Call call) {
        Value in = call.in(0);
        long[] permutation = call.node().numbers("perm");
        long[] dims = new long[in.rank()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = permutation == null ? in.dims()[dims.length - 1 - i] : in.size(permutation[i]);
        }
        return in.rank() < 2 ? in : Value.ofSize(dims);
    }

    static Value reshape(Call call) {
        Value in = call.in(0);
        long[] dims = call.in(1).longs();
        boolean zeroIsZero = call.node().number("allowzero", 0) != 0;
        long known = 1;
        int open = -1;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] == 0 && !zeroIsZero) {
                dims[i] = in.size(i);
            }
            if (dims[i] == -1) {
                open = i;
            } else {
                known = Math.multiplyExact(known, dims[i]);
            }
        }
        if (open >= 0) {
            dims[open] = known == 0 ? 0 : in.elements() / known;
        }
        return in.reshaped(dims);
    }

    static Value flatten(Call call) {
        Value in = call.in(0);
        long axis = call.node().number("axis", 1);
        int at = axis == in.rank() ? in.rank() : Value.axis(axis, in.rank());
        return in.reshaped(
                Value.elements(Arrays.copyOf(in.dims(), at)),
                Value.elements(Arrays.copyOfRange(in.dims(), at, in.rank())));
    }

    static Value squeeze(Call call) {
        Value in = call.in(0);
        long[] axes = call.list("axes", 1);
        boolean[] gone = new boolean[in.rank()];
        for (int i = 0; axes == null && i < gone.length; i++) {
            gone[i] = in.dims()[i] == 1;
        }
        for (long axis : axes == null ? new long[0] : axes) {
            gone[Value.axis(axis, in.rank())] = in.size(axis) == 1;
        }
        return in.reshaped(without(in.dims(), gone, false));
    }

    static Value unsqueeze(Call call) {
        Value in = call.in(0);
        long[] axes = call.list("axes", 1);
        if (axes == null) {
            throw new ArithmeticException("no axes");
        }
        int rank = in.rank() + axes.length;
        boolean[] added = new boolean[rank];
        for (long axis : axes) {
            added[Value.axis(axis, rank)] = true;
        }
        long[] dims = new long[rank];
        for (int i = 0, from = 0; i < rank; i++) {
            dims[i] = added[i] ? 1 : in.dims()[from++];
        }
        return in.reshaped(dims);
    }

    /** Returns a shape without the dimensions {@code gone}, or with size 1 in their places if {@code kept}. */
    static long[] without(long[] dims, boolean[] gone, boolean kept) {
        LongStream.Builder rest = LongStream.builder();
        for (int i = 0; i < dims.length; i++) {
            if (!gone[i]) {
                rest.add(dims[i]);
            } else if (kept) {
                rest.add(1);
            }
        }
        return rest.build().toArray();
    }

    static Value concat(Call call) {
        Value first = call.in(0);
        int axis = Value.axis(call.node().number("axis", 0), first.rank());
        long[] dims = first.dims().clone();
        List<double[]> contents = new ArrayList<>();
        boolean known = first.rank() == 1;
        dims[axis] = 0;
        for (int i = 0; i < call.inputs().size(); i++) {
            Value in = call.in(i);
            for (int d = 0; d < dims.length; d++) {
                dims[d] = d == axis ? Math.addExact(dims[d], in.size(d)) : Math.max(dims[d], in.size(d));
            }
            double[] content = in.content();
            known &= content != null;
            if (content != null) {
                contents.add(content);
            }
        }
        return known && dims[0] <= Value.MOST_CONTENT
                ? Value.of(
                        dims, contents.stream().flatMapToDouble(Arrays::stream).toArray(), first.integers())
                : Value.ofSize(dims);
    }

    static List<Value> split(Call call) {
        Value in = call.in(0);
        int axis = Value.axis(call.node().number("axis", 0), in.rank());
        long[] sizes = call.list("split", 1);
        int parts = call.node().outputs().size();
        List<Value> results = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            long[] dims = in.dims().clone();
            dims[axis] = sizes == null ? Value.ceilDiv(dims[axis], parts) : sizes[i];
            results.add(Value.ofSize(dims));
        }
        return results;
    }

    static Value slice(Call call) {
        Value in = call.in(0);
        long[] starts = call.list("starts", 1);
        long[] ends = call.list("ends", 2);
        long[] axes = call.list("axes", 3);
        Value stepped = call.optional(4);
        if (starts == null || ends == null) {
            throw new ArithmeticException("no starts, or no ends");
        }
        long[] dims = in.dims().clone();
        long from = 0;
        long step = 1;
        for (int i = 0; i < starts.length; i++) {
            int axis = Value.axis(axes == null ? i : axes[i], in.rank());
            step = stepped == null ? 1 : stepped.longs()[i];
            long size = in.size(axis);
            long last = step < 0 ? size - 1 : size;
            from = Math.max(0, Math.min(last, starts[i] < 0 ? starts[i] + size : starts[i]));
            long to = ends[i] < 0 ? ends[i] + size : ends[i];
            to = Math.max(step < 0 ? -1 : 0, Math.min(last, to));
            if (step == 0) {
                throw new ArithmeticException("a step of 0");
            }
            dims[axis] = Math.max(0, Value.ceilDiv(to - from, step));
        }
        double[] content = in.content();
        if (content == null || in.rank() != 1 || starts.length != 1) {
            return Value.ofSize(dims);
        }
        double[] taken = new double[(int) dims[0]];
        for (int i = 0; i < taken.length; i++) {
            taken[i] = content[(int) (from + i * step)];
        }
        return Value.of(dims, taken, in.integers());
    }

    static Value gather(Call call) {
        Value in = call.in(0);
        Value indices = call.in(1);
        int axis = Value.axis(call.node().number("axis", 0), in.rank());
        long[] dims = LongStream.concat(
                        LongStream.concat(Arrays.stream(in.dims()).limit(axis), Arrays.stream(indices.dims())),
                        Arrays.stream(in.dims()).skip(axis + 1L))
                .toArray();
        double[] content = in.content();
        double[] places = indices.content();
        if (content == null || places == null || in.rank() != 1) {
            return Value.ofSize(dims);
        }
        double[] taken = new double[places.length];
        for (int i = 0; i < taken.length; i++) {
            taken[i] = content[Value.axis((long) places[i], content.length)];
        }
        return Value.of(dims, taken, in.integers());
    }

    static Value gatherElements(Call call) {
        return Value.ofSize(call.in(1).dims());
    }

    static Value depthToSpace(Call call) {
        long block = call.node().number("blocksize", 1);
        long[] dims = call.in(0).dims().clone();
        dims[1] = dims[1] / Math.multiplyExact(block, block);
        dims[2] = Math.multiplyExact(dims[2], block);
        dims[3] = Math.multiplyExact(dims[3], block);
        return Value.ofSize(dims);
    }

    static Value spaceToDepth(Call call) {
        long block = call.node().number("blocksize", 1);
        long[] dims = call.in(0).dims().clone();
        dims[1] = Math.multiplyExact(dims[1], Math.multiplyExact(block, block));
        dims[2] = dims[2] / block;
        dims[3] = dims[3] / block;
        return Value.ofSize(dims);
    }
}
