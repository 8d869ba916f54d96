package org.robustdx.inference.graph;

import java.util.Arrays;
import org.robustdx.inference.graph.Rule.Call;

/** Rules of convolutions, poolings and matrix products. */
final class Windows {
    private Windows() {}

    static Value convolution(Call call) {
        return convolution(call, call.in(1));
    }

    /** QLinearConv: the fourth input is the kernel. */
    static Value quantized(Call call) {
        return convolution(call, call.in(3));
    }

    private static Value convolution(Call call, Value kernel) {
        long[] window = Arrays.copyOfRange(kernel.dims(), 2, kernel.rank());
        long[] dims = slid(call, call.in(0), call.node().numbers("kernel_shape", window.length, 0), window);
        dims[1] = kernel.size(0);
        return Value.ofSize(dims);
    }

    static Value pooling(Call call) {
        Value in = call.in(0);
        long[] window = call.node().numbers("kernel_shape", in.rank() - 2, 1);
        return Value.ofSize(slid(call, in, window, window));
    }

    static Value globalPooling(Call call) {
        long[] dims = call.in(0).dims().clone();
        Arrays.fill(dims, 2, dims.length, 1);
        return Value.ofSize(dims);
    }

    /**
     * Returns the shape after a window has slid over all dimensions except the first two. If the declared window
     * differs from the kernel, uses the smaller one, because it has more positions.
     */
    private static long[] slid(Call call, Value in, long[] named, long[] window) {
        Node node = call.node();
        int n = in.rank() - 2;
        long[] strides = node.numbers("strides", n, 1);
        long[] dilations = node.numbers("dilations", n, 1);
        long[] pads = node.numbers("pads", 2 * n, 0);
        String auto = node.text("auto_pad", "NOTSET");
        boolean up = node.number("ceil_mode", 0) != 0;
        long[] dims = in.dims().clone();
        for (int i = 0; i < n; i++) {
            if (strides[i] < 1 || dilations[i] < 1) {
                throw new ArithmeticException("a stride or a dilation below 1");
            }
            long size = dims[2 + i];
            if (auto.startsWith("SAME")) {
                dims[2 + i] = Value.ceilDiv(size, strides[i]);
                continue;
            }
            long side = named[i] > 0 ? Math.min(named[i], window[i]) : window[i];
            long spread = Math.addExact(Math.multiplyExact(side - 1, dilations[i]), 1);
            long padded = auto.equals("VALID") ? size : Math.addExact(size, Math.addExact(pads[i], pads[n + i]));
            long steps = padded - spread;
            dims[2 + i] = steps < 0 ? 0 : 1 + (up ? Value.ceilDiv(steps, strides[i]) : steps / strides[i]);
        }
        return dims;
    }

    static Value transposed(Call call) {
        Node node = call.node();
        Value in = call.in(0);
        Value kernel = call.in(1);
        int n = in.rank() - 2;
        long[] strides = node.numbers("strides", n, 1);
        long[] dilations = node.numbers("dilations", n, 1);
        long[] pads = node.numbers("pads", 2 * n, 0);
        long[] more = node.numbers("output_padding", n, 0);
        long[] given = node.numbers("output_shape");
        long[] dims = in.dims().clone();
        dims[1] = Math.multiplyExact(kernel.size(1), node.number("group", 1));
        for (int i = 0; i < n; i++) {
            long spread = Math.addExact(Math.multiplyExact(kernel.size(2 + i) - 1, dilations[i]), 1);
            long size = Math.multiplyExact(strides[i], dims[2 + i] - 1);
            size = Math.addExact(size, Math.addExact(more[i], spread));
            size = Math.subtractExact(size, Math.addExact(pads[i], pads[n + i]));
            // An upper bound: automatic padding only reduces the size.
            dims[2 + i] = given != null ? given[given.length - n + i] : Math.max(0, size);
        }
        return Value.ofSize(dims);
    }

    static Value gemm(Call call) {
        boolean turnedA = call.node().number("transA", 0) != 0;
        boolean turnedB = call.node().number("transB", 0) != 0;
        return Value.ofSize(call.in(0).size(turnedA ? 1 : 0), call.in(1).size(turnedB ? 0 : 1));
    }

    static Value product(Call call) {
        return product(call.in(0), call.in(1));
    }

    /** QLinearMatMul: the fourth input is the second factor. */
    static Value quantizedProduct(Call call) {
        return product(call.in(0), call.in(3));
    }

    private static Value product(Value a, Value b) {
        if (b.rank() < 2) {
            return Value.ofSize(Arrays.copyOf(a.dims(), a.rank() - 1));
        }
        if (a.rank() < 2) {
            long[] dims = Arrays.copyOf(b.dims(), b.rank() - 1);
            dims[dims.length - 1] = b.size(-1);
            return Value.ofSize(dims);
        }
        long[] batch =
                Elementwise.broadcast(Arrays.copyOf(a.dims(), a.rank() - 2), Arrays.copyOf(b.dims(), b.rank() - 2));
        long[] dims = Arrays.copyOf(batch, batch.length + 2);
        dims[batch.length] = a.size(-2);
        dims[batch.length + 1] = b.size(-1);
        return Value.ofSize(dims);
    }
}
