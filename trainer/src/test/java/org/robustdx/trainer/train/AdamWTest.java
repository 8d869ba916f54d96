package org.robustdx.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.nn.Results;

class AdamWTest {
    private static final double RATE = 0.01;

    private final Parameters parameters = new Parameters(1, DataType.DOUBLE);

    AdamWTest() {
        parameters.restore(Map.of(
                "w", Nd4j.createFromArray(1.0, -2.0, 0.5).reshape(1, 3),
                "b", Nd4j.createFromArray(1.0, -2.0, 0.5)));
    }

    @Test
    void stepsFollowThePaperAndOnlyMatricesDecay() {
        double decay = 0.1;
        AdamW optimizer = new AdamW(parameters, decay);
        double[][] gradients = {{0.3, -0.2, 0.1}, {-0.1, 0.25, 0.4}};
        double[] weights = values("w");
        double[] biases = values("b");
        double[] m = new double[3];
        double[] v = new double[3];
        for (int t = 1; t <= gradients.length; t++) {
            optimizer.update(gradients(gradients[t - 1], gradients[t - 1]), RATE);
            for (int i = 0; i < 3; i++) {
                // Loshchilov and Hutter, algorithm 2, lines 6 to 12.
                m[i] = 0.9 * m[i] + 0.1 * gradients[t - 1][i];
                v[i] = 0.999 * v[i] + 0.001 * gradients[t - 1][i] * gradients[t - 1][i];
                double mHat = m[i] / (1 - Math.pow(0.9, t));
                double vHat = v[i] / (1 - Math.pow(0.999, t));
                double move = RATE * mHat / (Math.sqrt(vHat) + 1e-8);
                weights[i] -= move + RATE * decay * weights[i];
                biases[i] -= move;
            }
            assertThat(values("w")).containsExactly(weights, within(1e-7));
            assertThat(values("b")).containsExactly(biases, within(1e-7));
        }
        assertThat(optimizer.steps()).isEqualTo(2);
        assertThat(Results.get(optimizer.firstMoments(), "w").toDoubleVector()).containsExactly(m, within(1e-9));
        assertThat(Results.get(optimizer.secondMoments(), "w").toDoubleVector()).containsExactly(v, within(1e-9));
    }

    @Test
    void gradientOfNormAboveOneIsScaledDownAsAWhole() {
        AdamW optimizer = new AdamW(parameters, 0);
        double norm = optimizer.update(gradients(new double[] {3, 0, 0}, new double[] {0, 4, 0}), RATE);

        assertThat(norm).isCloseTo(5, within(1e-12));
        assertThat(Results.get(optimizer.firstMoments(), "w").toDoubleVector())
                .containsExactly(new double[] {0.1 * 3 / 5, 0, 0}, within(1e-9));
        assertThat(Results.get(optimizer.firstMoments(), "b").toDoubleVector())
                .containsExactly(new double[] {0, 0.1 * 4 / 5, 0}, within(1e-9));
    }

    @Test
    void gradientOfNormBelowOneIsLeftAsItIs() {
        AdamW optimizer = new AdamW(parameters, 0);
        double norm = optimizer.update(gradients(new double[] {0.3, 0, 0}, new double[] {0, 0.4, 0}), RATE);

        assertThat(norm).isCloseTo(0.5, within(1e-12));
        assertThat(Results.get(optimizer.firstMoments(), "w").toDoubleVector())
                .containsExactly(new double[] {0.03, 0, 0}, within(1e-9));
    }

    @Test
    void gradientThatIsNotFiniteShowsInTheNorm() {
        AdamW optimizer = new AdamW(parameters, 0);

        assertThat(optimizer.update(gradients(new double[] {Double.NaN, 0, 0}, new double[3]), RATE))
                .isNaN();
    }

    @Test
    void shouldRefuseToStepWithoutAGradientForEveryParameter() {
        AdamW optimizer = new AdamW(parameters, 0);
        Parameters gradients = new Parameters(1, DataType.DOUBLE);
        gradients.restore(Map.of("w", Nd4j.zeros(DataType.DOUBLE, 1, 3)));

        assertThatThrownBy(() -> optimizer.update(gradients, RATE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("gradients: of [w] (expected: of [");
    }

    private double[] values(String name) {
        INDArray array = Results.get(parameters.arrays(), name);
        return array.reshape(array.length()).dup().toDoubleVector();
    }

    private Parameters gradients(double[] ofW, double[] ofB) {
        Parameters gradients = parameters.zerosLike();
        gradients.restore(Map.of("w", Nd4j.createFromArray(ofW).reshape(1, 3), "b", Nd4j.createFromArray(ofB)));
        return gradients;
    }
}
