package org.robustdx.trainer.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.robustdx.trainer.common.Argmax;

class SquareTest {
    private static final int LENGTH = 16 * 16;
    private static final LinearClassifier LINEAR = new LinearClassifier(2, LENGTH, 1);
    private final INDArray pixels = Nd4j.valueArrayOf(new long[] {3, 1, 16, 16}, 0.5f);
    private final int label = Argmax.of(Oracle.rows(LINEAR.logits(pixels))[0]);
    private final int[] labels = {label, label, label};

    /** A model with masked gradients: the logits are step functions, so their gradient is 0. */
    private record Masked(AtomicInteger asked) implements Classifier {
        @Override
        public int classes() {
            return 2;
        }

        @Override
        public INDArray logits(INDArray pixels) {
            asked.addAndGet((int) pixels.size(0));
            return Transforms.round(LINEAR.logits(pixels).muli(1e5), false).divi(1e5);
        }

        @Override
        public Gradient crossEntropyGradient(INDArray pixels, INDArray targets) {
            return new Gradient(Nd4j.zeros(pixels.size(0)), logits(pixels), pixels.mul(0));
        }

        @Override
        public INDArray logitsGradient(INDArray pixels, INDArray cotangents) {
            return pixels.mul(0);
        }
    }

    private Budget budget(Norm norm) {
        double gap = Math.abs(
                LINEAR.logits(pixels).getDouble(0, 0) - LINEAR.logits(pixels).getDouble(0, 1));
        float[] difference =
                LINEAR.weights(0, LENGTH).sub(LINEAR.weights(1, LENGTH)).toFloatVector();
        // Twice the distance of the nearest misclassified image; for L2, where random search is weaker, four times.
        double radius = (norm == Norm.LINF ? 2 : 4) * gap / norm.dualLength(difference);
        return new Budget(norm, norm == Norm.LINF ? radius * 255 : radius);
    }

    @ParameterizedTest
    @EnumSource
    void breaksAModelWithMaskedGradientsThatGradientAttacksDoNotBreak(Norm norm) {
        Masked model = new Masked(new AtomicInteger());
        INDArray bySquare = new Square(1000, 1, 0.8).perturb(model, pixels, labels, budget(norm), 3);
        INDArray byPgd = new Pgd(20, 2).perturb(model, pixels, labels, budget(norm), 3);

        assertThat(model.logits(bySquare).argMax(1).toIntVector()).doesNotContain(label);
        assertThat(model.logits(byPgd).argMax(1).toIntVector()).containsOnly(label);
    }

    @Test
    void respectsTheQueryLimitAndStopsWhenAnImageIsMisclassified() {
        Masked model = new Masked(new AtomicInteger());
        new Square(40, 1, 0.8).perturb(model, pixels, labels, new Budget(0.01), 3);
        // Each original image, then forty queries for each.
        assertThat(model.asked().get()).isEqualTo(3 + 3 * 40);

        model.asked().set(0);
        new Square(2000, 1, 0.8).perturb(model, pixels, labels, budget(Norm.LINF), 3);
        assertThat(model.asked().get()).isLessThan(3 + 3 * 500);
    }

    @Test
    void linfMovesEverySampleToAnEndOfItsRange() {
        INDArray result = new Square(30, 1, 0.8).perturb(LINEAR, pixels, labels, new Budget(0.1), 3);
        for (float change : result.sub(pixels).dup().data().asFloat()) {
            assertThat(Math.abs(change)).isBetween(0.1f / 255 - 1e-6f, 0.1f / 255 + 1e-6f);
        }
    }

    @Test
    void l2UsesTheWholeLength() {
        INDArray result = new Square(30, 1, 0.8).perturb(LINEAR, pixels, labels, new Budget(Norm.L2, 0.001), 3);
        for (int i = 0; i < 3; i++) {
            double length = Norm.L2.distance(Oracle.rows(result)[i], Oracle.rows(pixels)[i]);
            assertThat(length).isBetween(0.00099, 0.001 + 1e-6);
        }
    }
}
