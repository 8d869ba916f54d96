package org.robustdx.trainer.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.nn.Results;

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
    private final Map<String, INDArray> firstMoments;
    private final Map<String, INDArray> secondMoments;
    private int steps;

    /** Creates an optimizer that has made no step. */
    public AdamW(Parameters parameters, double weightDecay) {
        this(parameters, weightDecay, zerosLike(parameters), zerosLike(parameters), 0);
    }

    /** Creates an optimizer that goes on after {@code steps} steps with the given moments. */
    public AdamW(
            Parameters parameters,
            double weightDecay,
            Map<String, INDArray> firstMoments,
            Map<String, INDArray> secondMoments,
            int steps) {
        this.parameters = parameters;
        this.weightDecay = weightDecay;
        this.firstMoments = firstMoments;
        this.secondMoments = secondMoments;
        this.steps = steps;
    }

    /** Returns the moving averages of the gradients, live. */
    public Map<String, INDArray> firstMoments() {
        return firstMoments;
    }

    /** Returns the moving averages of the squared gradients, live. */
    public Map<String, INDArray> secondMoments() {
        return secondMoments;
    }

    /** Returns how many updates were made. */
    public int steps() {
        return steps;
    }

    /**
     * Updates all parameters in place; the gradients are used up.
     *
     * @param gradients by parameter name; every parameter needs one
     * @return the norm of the whole gradient before it was limited
     */
    public double update(Map<String, INDArray> gradients, double learningRate) {
        double norm = norm(gradients);
        double scale = norm > MAX_NORM ? MAX_NORM / norm : 1;
        parameters.arrays().forEach((name, parameter) -> {
            INDArray gradient = Results.get(gradients, name);
            if (scale != 1) {
                gradient.muli(scale);
            }
            Nd4j.exec(new AdamUpdater(
                    gradient,
                    Results.get(secondMoments, name),
                    Results.get(firstMoments, name),
                    learningRate,
                    BETA1,
                    BETA2,
                    EPSILON,
                    steps));
            if (weightDecay > 0 && parameter.rank() > 1) {
                parameter.muli(1 - learningRate * weightDecay);
            }
            parameter.subi(gradient);
        });
        steps++;
        return norm;
    }

    private static double norm(Map<String, INDArray> gradients) {
        double squares = 0;
        for (INDArray gradient : gradients.values()) {
            double norm = gradient.norm2Number().doubleValue();
            squares += norm * norm;
        }
        return Math.sqrt(squares);
    }

    private static Map<String, INDArray> zerosLike(Parameters parameters) {
        Map<String, INDArray> zeros = new LinkedHashMap<>();
        parameters.arrays().forEach((name, array) -> zeros.put(name, Nd4j.zeros(array.dataType(), array.shape())));
        return zeros;
    }
}
