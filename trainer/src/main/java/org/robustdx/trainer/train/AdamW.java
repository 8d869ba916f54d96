package org.robustdx.trainer.train;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.nn.Parameters;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019, algorithm 2) and a limit on the norm of the whole gradient.
 * Matrices and kernels decay; biases do not.
 */
public final class AdamW {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;
    private static final double MAX_NORM = 1.0;

    private final Parameters parameters;
    private final double weightDecay;
    private final Parameters firstMoments;
    private final Parameters secondMoments;
    private int steps;

    /** Creates an optimizer before its first step. All parameters must exist. */
    public AdamW(Parameters parameters, double weightDecay) {
        this.parameters = parameters;
        this.weightDecay = weightDecay;
        this.firstMoments = parameters.zerosLike();
        this.secondMoments = parameters.zerosLike();
    }

    /** Creates an optimizer that continues after {@code steps} steps with the given moments. */
    public AdamW(
            Parameters parameters,
            double weightDecay,
            Map<String, INDArray> firstMoments,
            Map<String, INDArray> secondMoments,
            int steps) {
        this(parameters, weightDecay);
        this.firstMoments.restore(firstMoments);
        this.secondMoments.restore(secondMoments);
        this.steps = steps;
    }

    /** Returns the moving averages of the gradients. The map is not a copy. */
    public Map<String, INDArray> firstMoments() {
        return firstMoments.arrays();
    }

    /** Returns the moving averages of the squared gradients. The map is not a copy. */
    public Map<String, INDArray> secondMoments() {
        return secondMoments.arrays();
    }

    /** Returns the number of updates. */
    public int steps() {
        return steps;
    }

    /**
     * Updates all parameters in place. Overwrites the gradients.
     *
     * @param gradients of every parameter, made by {@link Parameters#zerosLike}
     * @return the L2 norm of the whole gradient before the limit was applied
     */
    public double update(Parameters gradients, double learningRate) {
        if (!gradients.arrays().keySet().equals(parameters.arrays().keySet())) {
            throw new IllegalArgumentException(
                    "gradients: of " + gradients.arrays().keySet() + " (expected: of "
                            + parameters.arrays().keySet() + ")");
        }
        double norm = norm(gradients);
        double scale = norm > MAX_NORM ? MAX_NORM / norm : 1;
        move(
                parameters.kernels(),
                gradients.kernels(),
                firstMoments.kernels(),
                secondMoments.kernels(),
                scale,
                learningRate,
                weightDecay);
        move(
                parameters.biases(),
                gradients.biases(),
                firstMoments.biases(),
                secondMoments.biases(),
                scale,
                learningRate,
                0);
        steps++;
        return norm;
    }

    private void move(
            List<INDArray> values,
            List<INDArray> gradients,
            List<INDArray> first,
            List<INDArray> second,
            double scale,
            double learningRate,
            double decay) {
        for (int i = 0; i < values.size(); i++) {
            INDArray gradient = gradients.get(i);
            if (scale != 1) {
                gradient.muli(scale);
            }
            Nd4j.exec(
                    new AdamUpdater(gradient, second.get(i), first.get(i), learningRate, BETA1, BETA2, EPSILON, steps));
            if (decay > 0) {
                values.get(i).muli(1 - learningRate * decay);
            }
            values.get(i).subi(gradient);
        }
    }

    private static double norm(Parameters gradients) {
        double squares = 0;
        for (List<INDArray> vectors : List.of(gradients.kernels(), gradients.biases())) {
            for (INDArray vector : vectors) {
                double norm = vector.norm2Number().doubleValue();
                squares += norm * norm;
            }
        }
        return Math.sqrt(squares);
    }
}
