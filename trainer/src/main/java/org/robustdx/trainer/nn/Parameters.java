package org.robustdx.trainer.nn;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The trained arrays of a model, by name, in the order of their creation.
 *
 * <p>Every graph made over one instance (training, attack, serving) refers to the same arrays, so an update in place is seen by all
 * of them. An array that a graph asks for and that is not there yet is drawn from the seed and its own name, which makes the initial
 * values independent of the order in which graphs are built.
 */
public final class Parameters {
    // A model of the usual size has its kernels in two blocks, and its biases in one.
    private static final long KERNELS = 1 << 20;
    private static final long BIASES = 1 << 14;

    private final Map<String, INDArray> arrays = new LinkedHashMap<>();
    private final Arena kernels;
    private final Arena vectors;
    private final DataType type;
    private final long seed;

    /** Creates an empty set of 32-bit parameters, drawn from {@code seed}. */
    public Parameters(long seed) {
        this(seed, DataType.FLOAT);
    }

    /** Creates an empty set of the given floating-point type; {@link DataType#DOUBLE} serves gradient checks. */
    public Parameters(long seed, DataType type) {
        this.seed = seed;
        this.type = type;
        this.kernels = new Arena(type, KERNELS);
        this.vectors = new Arena(type, BIASES);
    }

    /** Returns the floating-point type of every array here. */
    public DataType type() {
        return type;
    }

    /** Returns the arrays by name, live, in the order of creation. */
    public Map<String, INDArray> arrays() {
        return Collections.unmodifiableMap(arrays);
    }

    /** Returns all matrices and kernels as a few vectors, live: what decays. */
    public List<INDArray> kernels() {
        return kernels.vectors();
    }

    /** Returns all biases as a few vectors, live. */
    public List<INDArray> biases() {
        return vectors.vectors();
    }

    /** Returns zeros of the same names and shapes, newly created, whose vectors match these place by place. */
    public Parameters zerosLike() {
        Parameters zeros = new Parameters(seed, type);
        arrays.forEach((name, array) -> zeros.fresh(name, array.shape()));
        return zeros;
    }

    /** Returns how many numbers are trained. */
    public long count() {
        return arrays.values().stream().mapToLong(INDArray::length).sum();
    }

    /** Returns the array of that name, drawn from a normal distribution of the given standard deviation if it is new. */
    INDArray normal(String name, double standardDeviation, long... shape) {
        INDArray known = known(name, shape);
        if (known != null) {
            return known;
        }
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + name.hashCode());
        INDArray fresh = fresh(name, shape);
        float[] values = new float[(int) fresh.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * standardDeviation);
        }
        fresh.assign(Nd4j.createFromArray(values).reshape(shape));
        return fresh;
    }

    /** Returns the array of that name, zeros if it is new. */
    INDArray zeros(String name, long... shape) {
        INDArray known = known(name, shape);
        if (known != null) {
            return known;
        }
        return fresh(name, shape);
    }

    private INDArray fresh(String name, long... shape) {
        INDArray fresh = (shape.length > 1 ? kernels : vectors).take(shape);
        arrays.put(name, fresh);
        return fresh;
    }

    /** Returns deep copies of all arrays, by name. */
    public Map<String, INDArray> snapshot() {
        Map<String, INDArray> copy = new LinkedHashMap<>();
        arrays.forEach((name, array) -> copy.put(name, array.dup()));
        return copy;
    }

    /**
     * Copies values in, in place where an array exists.
     *
     * @throws IllegalArgumentException if a shape differs
     */
    public void restore(Map<String, INDArray> values) {
        values.forEach((name, value) -> {
            INDArray own = known(name, value.shape());
            if (own == null) {
                own = fresh(name, value.shape());
            }
            own.assign(value);
        });
    }

    private @Nullable INDArray known(String name, long... shape) {
        INDArray array = arrays.get(name);
        if (array != null && !java.util.Arrays.equals(array.shape(), shape)) {
            throw new IllegalArgumentException("parameter " + name + ": " + java.util.Arrays.toString(array.shape())
                    + " (expected: " + java.util.Arrays.toString(shape) + ")");
        }
        return array;
    }
}
