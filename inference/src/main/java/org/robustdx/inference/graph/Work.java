package org.robustdx.inference.graph;

import java.util.Arrays;
import org.robustdx.inference.graph.Rule.Call;

/** Estimates the work and the temporary memory of an operator. */
final class Work {
    private Work() {}

    /** Returns the approximate number of multiplications or other steps of an operator. */
    static long steps(Call call, Value result) {
        return switch (call.node().operator()) {
            case "Conv", "ConvInteger" -> byKernel(result, call.in(1));
            case "QLinearConv" -> byKernel(result, call.in(3));
            case "ConvTranspose" -> byKernel(call.in(0), call.in(1));
            case "Gemm" ->
                Math.multiplyExact(
                        result.elements(), call.in(0).size(call.node().number("transA", 0) != 0 ? 0 : 1));
            case "MatMul", "MatMulInteger", "QLinearMatMul" ->
                Math.multiplyExact(result.elements(), call.in(0).size(-1));
            case "MaxPool", "AveragePool", "LpPool" ->
                Math.multiplyExact(
                        result.elements(),
                        product(call.node().numbers("kernel_shape", call.in(0).rank() - 2, 1)));
            case "LRN" ->
                Math.multiplyExact(result.elements(), Math.max(1, call.node().number("size", 1)));
            default -> everything(call, result);
        };
    }

    private static long byKernel(Value places, Value kernel) {
        return Math.multiplyExact(places.elements(), kernel.elements() / Math.max(1, kernel.size(0)));
    }

    private static long everything(Call call, Value result) {
        long steps = result.elements();
        for (Value input : call.inputs()) {
            steps += input == null ? 0 : input.elements();
        }
        return steps;
    }

    private static long product(long[] sizes) {
        return Arrays.stream(sizes).reduce(1, Math::multiplyExact);
    }

    /** Returns the number of elements that a transposed convolution buffers between its two steps, per image. */
    static long buffer(Call call) {
        if (!call.node().operator().equals("ConvTranspose")) {
            return 0;
        }
        Value in = call.in(0);
        Value kernel = call.in(1);
        long places = product(Arrays.copyOfRange(in.dims(), 2, in.rank()));
        return Math.multiplyExact(places, kernel.elements() / Math.max(1, kernel.size(0)));
    }
}
