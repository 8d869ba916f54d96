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
 * <p>All graphs over one instance (training, attack, serving) refer to the same arrays, so all see an update in place.
 * A new array is initialised from the seed and its name. Therefore the initial values do not depend on the order in
 * which graphs are built.
 */
public final class Parameters {
    // Block sizes: a typical model has its kernels in two blocks and its biases in one.
    private static final long KERNELS = 1 << 20;
    private static final long BIASES = 1 << 14;

    private final Map<String, INDArray> arrays = new LinkedHashMap<>();
    private final Arena kernels;
    private final Arena vectors;
    private final DataType type;
    private final long seed;

    /** Creates an empty set of 32-bit parameters, initialised from {@code seed}. */
    public Parameters(long seed) {
        this(seed, DataType.FLOAT);
    }

    /** Creates an empty set of the given floating-point type. Gradient checks use {@link DataType#DOUBLE}. */
    public Parameters(long seed, DataType type) {
        this.seed = seed;
        this.type = type;
        this.kernels = new Arena(type, KERNELS);
        this.vectors = new Arena(type, BIASES);
    }

    /** Returns the floating-point type of all arrays. */
    public DataType type() {
        return type;
    }

    /** Returns the live arrays by name, in the order of creation. */
    public Map<String, INDArray> arrays() {
        return Collections.unmodifiableMap(arrays);
    }

    /** Returns all matrices and kernels as a few live vectors. Weight decay applies to them. */
    public List<INDArray> kernels() {
        return kernels.vectors();
    }

    /** Returns all biases as a few live vectors. */
    public List<INDArray> biases() {
        return vectors.vectors();
    }

    /** Returns new zeros with the same names and shapes. Their vectors have the same positions as these. */
    public Parameters zerosLike() {
        Parameters zeros = new Parameters(seed, type);
        arrays.forEach((name, array) -> zeros.fresh(name, array.shape()));
        return zeros;
    }

    /** Returns the number of trained values. */
    public long count() {
        return arrays.values().stream().mapToLong(INDArray::length).sum();
    }

    /**
     * Returns the array with this name. If it is new, initialises it from a normal distribution with the given standard
     * deviation.
     */
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

    /** Returns the array with this name. If it is new, initialises it with zeros. */
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
     * Copies values into the arrays, and creates missing arrays.
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
