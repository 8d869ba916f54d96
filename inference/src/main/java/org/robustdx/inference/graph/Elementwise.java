package org.robustdx.inference.graph;

import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.graph.Rule.Call;

/**
 * Rules of element-wise operators, casts, broadcasts and reductions. A rule also computes the numbers of a small tensor
 * if they are known, because shapes may depend on them.
 */
final class Elementwise {
    private static final int FIRST_INTEGER_TYPE = 2;

    private static final Map<String, DoubleUnaryOperator> UNARY = Map.of(
            "Neg", a -> -a, "Abs", Math::abs, "Floor", Math::floor, "Ceil", Math::ceil, "Not", a -> a == 0 ? 1 : 0);

    private static final Map<String, DoubleBinaryOperator> BINARY = Map.ofEntries(
            Map.entry("Add", Double::sum),
            Map.entry("Sub", (a, b) -> a - b),
            Map.entry("Mul", (a, b) -> a * b),
            Map.entry("Div", (a, b) -> a / b),
            Map.entry("Min", Math::min),
            Map.entry("Max", Math::max),
            Map.entry("Equal", (a, b) -> a == b ? 1 : 0),
            Map.entry("Greater", (a, b) -> a > b ? 1 : 0),
            Map.entry("GreaterOrEqual", (a, b) -> a >= b ? 1 : 0),
            Map.entry("Less", (a, b) -> a < b ? 1 : 0),
            Map.entry("LessOrEqual", (a, b) -> a <= b ? 1 : 0));

    private Elementwise() {}

    /** Returns a result with the shape of the first input. */
    static Value same(Call call) {
        Value in = call.in(0);
        DoubleUnaryOperator function = UNARY.get(call.node().operator());
        return function == null ? Value.ofSize(in.dims()) : in.mapped(function, in.integers());
    }

    static Value identity(Call call) {
        return call.in(0);
    }

    static Value cast(Call call) {
        long to = call.node().number("to", 1);
        boolean integers = (to >= FIRST_INTEGER_TYPE && to <= 9) || to == 12 || to == 13;
        return call.in(0).mapped(a -> integers ? (long) a : a, integers);
    }

    /** Returns a result with the broadcast shape of all inputs. */
    static Value broadcast(Call call) {
        Value result = call.in(0);
        for (int i = 1; i < call.inputs().size(); i++) {
            result = pair(call.node().operator(), result, call.in(i));
        }
        return result;
    }

    private static Value pair(String operator, Value a, Value b) {
        long[] dims = broadcast(a.dims(), b.dims());
        DoubleBinaryOperator function = BINARY.get(operator);
        double[] x = repeated(a, dims);
        double[] y = repeated(b, dims);
        if (function == null || x == null || y == null) {
            return Value.ofSize(dims);
        }
        boolean integers = a.integers() && b.integers();
        double[] content = new double[x.length];
        for (int i = 0; i < content.length; i++) {
            double number = function.applyAsDouble(x[i], y[i]);
            content[i] = integers ? (long) number : number;
        }
        return Value.of(dims, content, integers);
    }

    static Value where(Call call) {
        Value a = call.in(1);
        Value b = call.in(2);
        long[] dims = broadcast(call.in(0).dims(), broadcast(a.dims(), b.dims()));
        double[] condition = repeated(call.in(0), dims);
        double[] x = repeated(a, dims);
        double[] y = repeated(b, dims);
        if (condition == null || x == null || y == null) {
            return Value.ofSize(dims);
        }
        for (int i = 0; i < x.length; i++) {
            x[i] = condition[i] != 0 ? x[i] : y[i];
        }
        return Value.of(dims, x, a.integers());
    }

    static Value expand(Call call) {
        long[] dims = broadcast(call.in(0).dims(), call.in(1).longs());
        return Value.of(dims, repeated(call.in(0), dims), call.in(0).integers());
    }

    /** Returns the broadcast shape of two shapes. If they are incompatible, takes the larger size. */
    static long[] broadcast(long[] a, long[] b) {
        long[] dims = new long[Math.max(a.length, b.length)];
        for (int i = 1; i <= dims.length; i++) {
            long x = i <= a.length ? a[a.length - i] : 1;
            long y = i <= b.length ? b[b.length - i] : 1;
            dims[dims.length - i] = x == 1 ? y : y == 1 ? x : Math.max(x, y);
        }
        return dims;
    }

    /** Broadcasts the numbers of a tensor to a shape. Returns null if they are unknown, too many or incompatible. */
    private static double @Nullable [] repeated(Value value, long[] dims) {
        double[] content = value.content();
        long elements = Value.elements(dims);
        if (content == null || elements > Value.MOST_CONTENT) {
            return null;
        }
        int skipped = dims.length - value.rank();
        for (int d = 0; d < value.rank(); d++) {
            if (value.dims()[d] != 1 && value.dims()[d] != dims[skipped + d]) {
                return null;
            }
        }
        double[] repeated = new double[(int) elements];
        for (int i = 0; i < repeated.length; i++) {
            int rest = i;
            int at = 0;
            int stride = 1;
            for (int d = dims.length - 1; d >= skipped; d--) {
                long own = value.dims()[d - skipped];
                at += own == 1 ? 0 : (int) (rest % dims[d]) * stride;
                stride *= (int) own;
                rest /= (int) dims[d];
            }
            repeated[i] = content[at];
        }
        return repeated;
    }

    static Value reduce(Call call) {
        Value in = call.in(0);
        long[] given = call.list("axes", 1);
        long[] axes = given == null ? new long[0] : given;
        boolean none = axes.length == 0;
        if (none && call.node().number("noop_with_empty_axes", 0) != 0) {
            return in;
        }
        boolean[] reduced = new boolean[in.rank()];
        Arrays.fill(reduced, none);
        for (long axis : axes) {
            reduced[Value.axis(axis, in.rank())] = true;
        }
        long[] dims = Layout.without(in.dims(), reduced, call.node().number("keepdims", 1) != 0);
        double[] content = in.content();
        return content == null || Value.elements(dims) != 1
                ? Value.ofSize(dims)
                : Value.of(dims, reduced(call.node().operator(), content), in.integers());
    }

    private static double @Nullable [] reduced(String operator, double[] content) {
        return switch (operator) {
            case "ReduceProd" -> new double[] {Arrays.stream(content).reduce(1, (a, b) -> a * b)};
            case "ReduceSum" -> new double[] {Arrays.stream(content).sum()};
            case "ReduceMax" -> new double[] {Arrays.stream(content).max().orElse(0)};
            case "ReduceMin" -> new double[] {Arrays.stream(content).min().orElse(0)};
            default -> null;
        };
    }

    static Value argument(Call call) {
        boolean[] reduced = new boolean[call.in(0).rank()];
        reduced[Value.axis(call.node().number("axis", 0), reduced.length)] = true;
        return Value.ofSize(
                Layout.without(call.in(0).dims(), reduced, call.node().number("keepdims", 1) != 0));
    }
}
