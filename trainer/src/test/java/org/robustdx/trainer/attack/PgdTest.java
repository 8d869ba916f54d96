package org.robustdx.trainer.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.robustdx.trainer.TinyModels;

class PgdTest {
    private static final int LENGTH = TinyModels.SIDE * TinyModels.SIDE;

    private final LinearClassifier linear = new LinearClassifier(2, LENGTH, 1);
    private final INDArray pixels = TinyModels.pixels(2, 1, DataType.FLOAT, 2);
    private final int[] labels = {0, 1};

    @ParameterizedTest
    @ValueSource(doubles = {1, 8, 60})
    void reachesTheOptimumOnALinearModel(double epsilon) {
        INDArray result = new Pgd(20, 1).perturb(linear, pixels, labels, new Budget(epsilon), 3);

        for (int i = 0; i < 2; i++) {
            // The loss of class 0 grows with (w1 - w0)·x, so each pixel goes to its limit in the direction of this
            // sign.
            long[] shape = pixels.slice(i).shape();
            INDArray uphill = linear.weights(1 - labels[i], shape).sub(linear.weights(labels[i], shape));
            INDArray best = pixels.slice(i).add(Transforms.sign(uphill, true).muli(epsilon / 255));
            best = Transforms.min(Transforms.max(best, 0, true), 1, true);
            assertThat(result.slice(i).sub(best).amaxNumber().doubleValue()).isLessThan(1e-6);
        }
    }

    @Test
    void differentSeedsStartAtDifferentPoints() {
        // With a step shorter than the radius, one step does not reach the border from every start, so the start
        // remains visible.
        Budget budget = new Budget(8);
        INDArray one = new Pgd(3, 1).perturb(new Flat(), pixels, labels, budget, 1);
        INDArray other = new Pgd(3, 1).perturb(new Flat(), pixels, labels, budget, 2);

        assertThat(one).isNotEqualTo(other);
    }

    /**
     * Each point is slightly worse than the previous one, for images of class 0 and 1 in turn, and the gradient is 0.
     */
    private static final class Flat implements Classifier {
        private int calls;

        @Override
        public int classes() {
            return 2;
        }

        @Override
        public INDArray logits(INDArray pixels) {
            calls++;
            return Nd4j.createFromArray(new float[][] {{0, calls}, {calls, 0}});
        }

        @Override
        public Gradient crossEntropyGradient(INDArray pixels, INDArray targets) {
            return new Gradient(Nd4j.zeros(2), logits(pixels), pixels.mul(0));
        }

        @Override
        public INDArray logitsGradient(INDArray pixels, INDArray cotangents) {
            return pixels.mul(0);
        }
    }

    @Test
    void moreStepsAndMoreRestartsAreNeverWorse() {
        org.robustdx.trainer.model.ClassifierGraph model =
                new org.robustdx.trainer.model.ClassifierGraph(TinyModels.model(1, 2, DataType.FLOAT));
        double one = loss(model, new Pgd(1, 1));
        double many = loss(model, new Pgd(20, 1));
        double restarted = loss(model, new Pgd(20, 3));

        assertThat(many).isGreaterThan(one);
        assertThat(restarted).isGreaterThanOrEqualTo(many - 1e-6);
    }

    private double loss(Classifier model, Pgd pgd) {
        INDArray result = pgd.perturb(model, pixels, labels, new Budget(8), 3);
        return model.crossEntropyGradient(result, OneHot.of(labels, 2, DataType.FLOAT))
                .losses()
                .meanNumber()
                .doubleValue();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, steps: 0 (expected: 1 <= steps <= 10000)",
        "10001, 1, steps: 10001 (expected: 1 <= steps <= 10000)",
        "1, 0, restarts: 0 (expected: 1 <= restarts <= 100)",
        "1, 101, restarts: 101 (expected: 1 <= restarts <= 100)"
    })
    void shouldRefuseWithTheBoundsInTheMessage(int steps, int restarts, String message) {
        assertThatThrownBy(() -> new Pgd(steps, restarts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "0, epsilon: 0 (expected: 0 < epsilon <= 255)",
        "-1, epsilon: -1 (expected: 0 < epsilon <= 255)",
        "256, epsilon: 256 (expected: 0 < epsilon <= 255)",
        "255.5, epsilon: 255.5 (expected: 0 < epsilon <= 255)",
        "NaN, epsilon: NaN (expected: 0 < epsilon <= 255)"
    })
    void shouldRefuseABudgetWithTheBoundsInTheMessage(double epsilon, String message) {
        assertThatThrownBy(() -> new Budget(epsilon))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void budgetIsInUnitsOfAByte() {
        assertThat(new Budget(255).radius()).isEqualTo(1);
        assertThat(new Budget(4).radius()).isEqualTo(4 / 255.0);
    }
}
