package org.robustdx.trainer.importer;

import java.util.List;
import java.util.function.UnaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.robustdx.trainer.nn.StraightThrough;

/** Functions of single numbers, and softmax. */
final class Activations {
    private Activations() {}

    private static List<Tensor> each(Call call, UnaryOperator<SDVariable> function) throws ImportException {
        Tensor x = call.in(0);
        return List.of(x.with(function.apply(x.variable())));
    }

    static List<Tensor> relu(Call call) throws ImportException {
        return each(call, x -> call.sd().nn().relu(x, 0));
    }

    /** max(x, 0) + α·min(x, 0). */
    static List<Tensor> leakyRelu(Call call) throws ImportException {
        double alpha = call.attributes().real("alpha", 0.01f);
        return each(call, x -> call.sd().nn().relu(x, 0).mul(1 - alpha).add(x.mul(alpha)));
    }

    static List<Tensor> sigmoid(Call call) throws ImportException {
        return each(call, x -> call.sd().nn().sigmoid(x));
    }

    static List<Tensor> tanh(Call call) throws ImportException {
        return each(call, x -> tanh(call, x));
    }

    private static SDVariable tanh(Call call, SDVariable x) {
        return call.sd().nn().sigmoid(x.mul(2)).mul(2).add(-1);
    }

    static List<Tensor> exp(Call call) throws ImportException {
        return each(call, x -> call.sd().math().exp(x));
    }

    /** The gradient is that of the identity, as attacks on a model that rounds need it. */
    static List<Tensor> floor(Call call) throws ImportException {
        return each(call, StraightThrough::floor);
    }

    static List<Tensor> log(Call call) throws ImportException {
        return each(call, x -> call.sd().math().log(x));
    }

    static List<Tensor> erf(Call call) throws ImportException {
        return each(call, x -> call.sd().math().erf(x));
    }

    static List<Tensor> sqrt(Call call) throws ImportException {
        return each(call, x -> call.sd().math().sqrt(x));
    }

    static List<Tensor> negative(Call call) throws ImportException {
        return each(call, x -> x.mul(-1));
    }

    static List<Tensor> reciprocal(Call call) throws ImportException {
        return each(call, x -> call.sd().math().reciprocal(x));
    }

    /** Bounds are attributes before operator set 11, inputs since. */
    static List<Tensor> clip(Call call) throws ImportException {
        double low = bound(call, "min", 1, Double.NEGATIVE_INFINITY);
        double high = bound(call, "max", 2, Double.POSITIVE_INFINITY);
        return each(call, x -> clip(call, x, low, high));
    }

    private static double bound(Call call, String attribute, int input, double otherwise) throws ImportException {
        if (call.given(input)) {
            return call.constant(input).getDouble(0);
        }
        return call.attributes().real(attribute, otherwise);
    }

    /** Written with the rectifier, exact between the bounds: the gradient of ND4J's own operation costs six passes. */
    private static SDVariable clip(Call call, SDVariable x, double low, double high) {
        SDVariable y = x;
        if (low == 0) {
            y = call.sd().nn().relu(y, 0);
        } else if (low > -Float.MAX_VALUE) {
            y = y.add(call.sd().nn().relu(y.mul(-1).add(low), 0));
        }
        return high < Float.MAX_VALUE ? y.sub(call.sd().nn().relu(y.add(-high), 0)) : y;
    }

    static List<Tensor> hardSigmoid(Call call) throws ImportException {
        double alpha = call.attributes().real("alpha", 0.2f);
        double beta = call.attributes().real("beta", 0.5f);
        return each(call, x -> clip(call, x.mul(alpha).add(beta), 0, 1));
    }

    static List<Tensor> hardSwish(Call call) throws ImportException {
        return each(call, x -> x.mul(clip(call, x.mul(1 / 6.0).add(0.5), 0, 1)));
    }

    static List<Tensor> gelu(Call call) throws ImportException {
        boolean approximate = call.attributes().text("approximate", "none").equals("tanh");
        return each(call, x -> {
            if (approximate) {
                SDVariable cubic =
                        call.sd().math().square(x).mul(x).mul(0.044715).add(x);
                return x.mul(0.5)
                        .mul(tanh(call, cubic.mul(Math.sqrt(2 / Math.PI))).add(1));
            }
            return x.mul(0.5).mul(call.sd().math().erf(x.mul(Math.sqrt(0.5))).add(1));
        });
    }

    /** Before operator set 13, the softmax is over all axes from the given one on. */
    static List<Tensor> softmax(Call call) throws ImportException {
        Tensor x = call.plain(0);
        int rank = x.rank();
        boolean single = call.opset() >= 13;
        int axis = call.axis(call.attributes().number("axis", single ? -1 : 1), rank);
        if (axis == rank - 1) {
            return List.of(x.with(call.sd().nn().softmax(x.variable())));
        }
        if (single) {
            int[] order = Shapes.swapped(rank, axis, rank - 1);
            SDVariable y = call.sd().nn().softmax(call.sd().permute(x.variable(), order));
            return List.of(x.with(call.sd().permute(y, order)));
        }
        long together = 1;
        for (int i = axis; i < rank; i++) {
            together *= x.size(i);
        }
        SDVariable rows = call.sd().reshape(x.variable(), -1, together);
        return List.of(x.with(call.sd().reshape(call.sd().nn().softmax(rows), x.dims())));
    }
}
