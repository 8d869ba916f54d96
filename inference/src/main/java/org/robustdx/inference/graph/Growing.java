package org.robustdx.inference.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.graph.Node.Attribute;
import org.robustdx.inference.graph.Rule.Call;

/** Rules of operators whose result shapes depend on the numbers in their inputs. */
final class Growing {
    private Growing() {}

    static Value constant(Call call) {
        Node node = call.node();
        Attribute tensor = node.attributes().get("value");
        if (tensor != null && tensor.tensor() != null) {
            return tensor.tensor();
        }
        for (String name : List.of("value_int", "value_float")) {
            Attribute number = node.attributes().get(name);
            if (number != null) {
                return Value.of(new long[0], new double[] {number.number()}, name.equals("value_int"));
            }
        }
        for (String name : List.of("value_ints", "value_floats")) {
            Attribute numbers = node.attributes().get(name);
            if (numbers != null) {
                double[] list = numbers.numbers();
                return Value.of(new long[] {list.length}, list, name.equals("value_ints"));
            }
        }
        throw new ArithmeticException("no numbers");
    }

    static Value shape(Call call) {
        long[] dims = call.in(0).dims();
        int from = bound(call.node().number("start", 0), dims.length);
        int to = Math.max(from, bound(call.node().number("end", dims.length), dims.length));
        return Value.ofIntegers(Arrays.stream(dims, from, to).asDoubleStream().toArray());
    }

    private static int bound(long at, int rank) {
        return (int) Math.max(0, Math.min(rank, at < 0 ? at + rank : at));
    }

    static Value size(Call call) {
        return Value.of(new long[0], new double[] {call.in(0).elements()}, true);
    }

    static Value constantOfShape(Call call) {
        long[] dims = call.in(0).longs();
        Attribute attribute = call.node().attributes().get("value");
        @Nullable Value fill = attribute == null ? null : attribute.tensor();
        long elements = Value.of(dims, null, true).elements();
        if (elements > Value.MOST_CONTENT || (fill != null && fill.elements() != 1)) {
            return Value.ofSize(dims);
        }
        double[] content = new double[(int) elements];
        Arrays.fill(content, fill == null ? 0 : fill.doubles()[0]);
        return Value.of(dims, content, fill != null && fill.integers());
    }

    static Value range(Call call) {
        double start = call.in(0).doubles()[0];
        double step = call.in(2).doubles()[0];
        double count = Math.max(0, Math.ceil((call.in(1).doubles()[0] - start) / step));
        if (!(count <= Integer.MAX_VALUE)) {
            throw new ArithmeticException("a range of " + count + " numbers");
        }
        if (count > Value.MOST_CONTENT) {
            return Value.ofSize((long) count);
        }
        double[] content = new double[(int) count];
        for (int i = 0; i < content.length; i++) {
            content[i] = start + i * step;
        }
        return Value.of(new long[] {content.length}, content, call.in(0).integers());
    }

    static Value tile(Call call) {
        long[] dims = call.in(0).dims().clone();
        long[] repeats = call.in(1).longs();
        for (int i = 0; i < dims.length; i++) {
            dims[i] = Math.multiplyExact(dims[i], repeats[i]);
        }
        return Value.ofSize(dims);
    }

    static Value pad(Call call) {
        long[] dims = call.in(0).dims().clone();
        long[] pads = call.list("pads", 1);
        Value given = call.optional(3);
        long[] axes = given == null ? LongStream.range(0, dims.length).toArray() : given.longs();
        if (pads == null) {
            throw new ArithmeticException("no pads");
        }
        for (int i = 0; i < axes.length; i++) {
            int axis = Value.axis(axes[i], dims.length);
            long padded = Math.addExact(dims[axis], Math.addExact(pads[i], pads[axes.length + i]));
            dims[axis] = Math.max(0, padded);
        }
        return Value.ofSize(dims);
    }

    /**
     * In operator set 10, the second input holds the scales. In later sets, the third input holds the scales and the
     * fourth the sizes.
     */
    static Value resize(Call call) {
        Value sizes = call.optional(3);
        boolean bySizes = sizes != null && sizes.elements() > 0;
        double[] by = bySizes ? call.in(3).doubles() : scales(call);
        long[] dims = call.in(0).dims().clone();
        long[] axes = call.node().numbers("axes");
        for (int i = 0; i < by.length; i++) {
            int axis = Value.axis(axes == null ? i : axes[i], dims.length);
            dims[axis] = (long) (bySizes ? by[i] : Math.floor(dims[axis] * by[i]));
        }
        return Value.ofSize(dims);
    }

    private static double[] scales(Call call) {
        Attribute attribute = call.node().attributes().get("scales");
        return attribute != null
                ? attribute.numbers()
                : call.in(call.inputs().size() == 2 ? 1 : 2).doubles();
    }

    static Value oneHot(Call call) {
        Value indices = call.in(0);
        long[] dims = new long[indices.rank() + 1];
        int axis = Value.axis(call.node().number("axis", -1), dims.length);
        for (int i = 0, from = 0; i < dims.length; i++) {
            dims[i] = i == axis ? call.in(1).longs()[0] : indices.dims()[from++];
        }
        return Value.ofSize(dims);
    }

    static Value topK(Call call) {
        long[] dims = call.in(0).dims().clone();
        dims[Value.axis(call.node().number("axis", -1), dims.length)] =
                call.in(1).longs()[0];
        return Value.ofSize(dims);
    }
}
