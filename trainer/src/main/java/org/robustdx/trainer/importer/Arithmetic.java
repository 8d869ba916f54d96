package org.robustdx.trainer.importer;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Operators of two tensors that are repeated to one shape. A single number is part of the operation. */
final class Arithmetic {
    private Arithmetic() {}

    static List<Tensor> add(Call call) throws ImportException {
        Double left = number(call, 0);
        Double right = number(call, 1);
        if (right != null) {
            return shifted(call, 0, right);
        }
        if (left != null) {
            return shifted(call, 1, left);
        }
        for (int input = 0; input < 2; input++) {
            if (isBias(call, input)) {
                Tensor x = call.in(1 - input);
                return List.of(x.with(x.variable().add(call.weight(input, ".bias", file -> file))));
            }
        }
        return broadcast(call, false, SDVariable::add);
    }

    /** Returns whether an input is the bias of a product of matrices, as exporters write it: a weight that training moves. */
    private static boolean isBias(Call call, int input) throws ImportException {
        INDArray constant = call.constantOrNull(input);
        if (constant == null || constant.rank() != 1 || call.constantOrNull(1 - input) != null) {
            return false;
        }
        Tensor x = call.in(1 - input);
        return x.rank() == 2 && x.size(1) == constant.length();
    }

    private static List<Tensor> shifted(Call call, int input, double by) throws ImportException {
        Tensor x = call.in(input);
        return List.of(x.with(x.variable().add(by)));
    }

    static List<Tensor> subtract(Call call) throws ImportException {
        Double left = number(call, 0);
        Double right = number(call, 1);
        if (right != null) {
            return shifted(call, 0, -right);
        }
        if (left != null) {
            Tensor x = call.in(1);
            return List.of(x.with(x.variable().mul(-1).add(left)));
        }
        return broadcast(call, false, SDVariable::sub);
    }

    static List<Tensor> multiply(Call call) throws ImportException {
        Double left = number(call, 0);
        Double right = number(call, 1);
        if (left == null && right == null) {
            return broadcast(call, false, SDVariable::mul);
        }
        Tensor x = call.in(right == null ? 1 : 0);
        double factor = right == null ? Objects.requireNonNull(left) : right;
        return List.of(x.with(x.variable().mul(factor)));
    }

    /** A product with the reciprocal: ND4J's gradient of a division is wrong where the divisor is broadcast. */
    static List<Tensor> divide(Call call) throws ImportException {
        Double right = number(call, 1);
        if (right != null) {
            Tensor x = call.in(0);
            return List.of(x.with(x.variable().div(right)));
        }
        Double left = number(call, 0);
        if (left != null) {
            Tensor x = call.in(1);
            return List.of(x.with(call.sd().math().reciprocal(x.variable()).mul(left)));
        }
        return broadcast(call, true, SDVariable::mul);
    }

    static List<Tensor> power(Call call) throws ImportException {
        Double exponent = number(call, 1);
        if (exponent == null) {
            throw call.failure("an exponent of several numbers (expected: one constant)");
        }
        Tensor x = call.in(0);
        if (exponent == 2) {
            return List.of(x.with(call.sd().math().square(x.variable())));
        }
        if (exponent == 0.5) {
            return List.of(x.with(call.sd().math().sqrt(x.variable())));
        }
        if (exponent == 3) {
            return List.of(x.with(call.sd().math().square(x.variable()).mul(x.variable())));
        }
        return List.of(x.with(call.sd().math().pow(x.variable(), exponent)));
    }

    /** Returns an input that is one constant number and does not raise the other one's number of dimensions, or null. */
    private static @Nullable Double number(Call call, int input) throws ImportException {
        INDArray constant = call.constantOrNull(input);
        return constant != null
                        && constant.length() == 1
                        && constant.rank() <= call.in(1 - input).rank()
                ? (Double) constant.getDouble(0)
                : null;
    }

    private static List<Tensor> broadcast(Call call, boolean inverse, BinaryOperator<SDVariable> function)
            throws ImportException {
        long[] dims = call.dims(0);
        boolean images = dims.length == 4 && (isChannelsLast(call, 0) || isChannelsLast(call, 1));
        SDVariable a = operand(call, 0, dims.length, images, false);
        SDVariable b = operand(call, 1, dims.length, images, inverse);
        return List.of(new Tensor(function.apply(a, b), dims, images));
    }

    private static boolean isChannelsLast(Call call, int input) throws ImportException {
        return call.constantOrNull(input) == null && call.in(input).channelsLast();
    }

    /** Returns an operand with as many dimensions as the result: ND4J's gradients of other broadcasts are not relied on. */
    private static SDVariable operand(Call call, int input, int rank, boolean images, boolean inverse)
            throws ImportException {
        INDArray constant = call.constantOrNull(input);
        if (constant != null) {
            INDArray full = constant.reshape(raised(constant.shape(), rank));
            INDArray value = images ? full.permute(0, 2, 3, 1) : full;
            return call.constant(inverse ? Nd4j.onesLike(value).div(value) : value);
        }
        Tensor x = call.in(input);
        if (x.rank() < rank) {
            Tensor plain = call.plain(x);
            long[] dims = raised(plain.dims(), rank);
            x = new Tensor(call.sd().reshape(plain.variable(), dims), dims, false);
        }
        SDVariable variable = (images ? call.images(x) : call.plain(x)).variable();
        return inverse ? call.sd().math().reciprocal(variable) : variable;
    }

    private static long[] raised(long[] dims, int rank) {
        long[] raised = new long[rank];
        int added = rank - dims.length;
        Arrays.fill(raised, 0, added, 1);
        System.arraycopy(dims, 0, raised, added, dims.length);
        return raised;
    }
}
