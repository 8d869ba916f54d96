package org.robustdx.trainer.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.common.Argmax;

class TransferTest {
    private static final int LENGTH = TinyModels.SIDE * TinyModels.SIDE;

    private final LinearClassifier target = new LinearClassifier(3, LENGTH, 1);
    private final INDArray pixels = TinyModels.pixels(3, 1, DataType.FLOAT, 2);
    private final int[] labels = java.util.Arrays.stream(Oracle.rows(target.logits(pixels)))
            .mapToInt(Argmax::of)
            .toArray();

    /** The target provides scores but no gradients. */
    private record Closed(Classifier inside) implements Classifier {
        @Override
        public int classes() {
            return inside.classes();
        }

        @Override
        public INDArray logits(INDArray pixels) {
            return inside.logits(pixels);
        }

        @Override
        public Gradient crossEntropyGradient(INDArray pixels, INDArray targets) {
            throw new AssertionError("looked inside the target");
        }

        @Override
        public INDArray logitsGradient(INDArray pixels, INDArray cotangents) {
            throw new AssertionError("looked inside the target");
        }
    }

    @Test
    void transferFromAnIdenticalModelIsAsStrongAsTheAttackItself() {
        Attack pgd = new Pgd(10, 1);
        INDArray direct = pgd.perturb(target, pixels, labels, new Budget(4), 3);
        INDArray transferred =
                new Transfer(pgd, List.of(target)).perturb(new Closed(target), pixels, labels, new Budget(4), 3);

        assertThat(transferred).isEqualTo(direct);
    }

    @Test
    void transferFromAnUnrelatedModelHasLittleEffect() {
        LinearClassifier stranger = new LinearClassifier(3, LENGTH, 99);
        INDArray transferred = new Transfer(new Pgd(10, 1), List.of(stranger))
                .perturb(new Closed(target), pixels, labels, new Budget(1), 3);
        for (int i = 0; i < 3; i++) {
            assertThat(loss(transferred, i)).isGreaterThanOrEqualTo(loss(pixels, i) - 1e-6);
        }
    }

    @Test
    void ensembleIsTheMeanOfItsLogits() {
        LinearClassifier other = new LinearClassifier(3, LENGTH, 5);
        Ensemble ensemble = new Ensemble(List.of(target, other));
        INDArray mean = target.logits(pixels).add(other.logits(pixels)).divi(2);
        INDArray targets = OneHot.of(labels, 3, DataType.FLOAT);

        assertThat(ensemble.logits(pixels).equalsWithEps(mean, 1e-6)).isTrue();
        Classifier.Gradient gradient = ensemble.crossEntropyGradient(pixels, targets);
        assertThat(gradient.logits().equalsWithEps(mean, 1e-6)).isTrue();
        float[][] cotangents = new float[3][3];
        for (int i = 0; i < 3; i++) {
            double loss = Losses.CROSS_ENTROPY.of(Oracle.rows(mean)[i], labels[i], 0, cotangents[i]);
            assertThat(gradient.losses().getDouble(i)).isCloseTo(loss, org.assertj.core.api.Assertions.within(1e-5));
        }
        INDArray expected = ensemble.logitsGradient(pixels, org.nd4j.linalg.factory.Nd4j.createFromArray(cotangents));
        assertThat(gradient.byPixels().equalsWithEps(expected, 1e-6)).isTrue();
    }

    @Test
    void shouldRefuseIncompatibleSources() {
        Attack pgd = new Pgd(1, 1);
        LinearClassifier two = new LinearClassifier(2, LENGTH, 1);
        assertThatThrownBy(() -> new Transfer(pgd, List.of())).hasMessageStartingWith("source: none (expected: ");
        assertThatThrownBy(() -> new Transfer(pgd, List.of(target, two)))
                .hasMessage("source: a model of 2 classes (expected: 3)");
        assertThatThrownBy(() -> new Transfer(pgd, List.of(two)).perturb(target, pixels, labels, new Budget(4), 3))
                .hasMessage("source: a model of 2 classes (expected: 3)");
    }

    private double loss(INDArray images, int i) {
        return Losses.CROSS_ENTROPY.of(Oracle.rows(target.logits(images))[i], labels[i], 0, new float[3]);
    }
}
