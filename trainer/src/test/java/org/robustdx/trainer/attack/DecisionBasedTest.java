package org.robustdx.trainer.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.common.Argmax;

/** What attacks that see only labels have in common. */
class DecisionBasedTest {
    private static final int LENGTH = 16 * 16;
    private static final LinearClassifier LINEAR = new LinearClassifier(2, LENGTH, 1);
    private final INDArray pixels = Nd4j.valueArrayOf(new long[] {1, 1, 16, 16}, 0.4f);
    private final int[] labels = {Argmax.of(Oracle.rows(LINEAR.logits(pixels))[0])};

    static Stream<Attack> attacks() {
        return Stream.of(new HopSkipJump(2000), new Boundary(2000));
    }

    /** Answers 1 for the class that it chooses and 0 for the others, and fails when it is asked for a gradient. */
    private record LabelOnly(Classifier model, AtomicInteger asked) implements Classifier {
        @Override
        public int classes() {
            return model.classes();
        }

        @Override
        public INDArray logits(INDArray images) {
            float[][] logits = Oracle.rows(model.logits(images));
            asked.addAndGet(logits.length);
            for (float[] row : logits) {
                int label = Argmax.of(row);
                java.util.Arrays.fill(row, 0);
                row[label] = 1;
            }
            return Nd4j.createFromArray(logits);
        }

        @Override
        public Gradient crossEntropyGradient(INDArray images, INDArray targets) {
            throw new AssertionError("no gradient is known");
        }

        @Override
        public INDArray logitsGradient(INDArray images, INDArray cotangents) {
            throw new AssertionError("no gradient is known");
        }
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void findsTheSameImageWhenItSeesNothingButLabels(Attack attack) {
        Budget budget = new Budget(Norm.L2, 3);
        INDArray byLabels = attack.perturb(new LabelOnly(LINEAR, new AtomicInteger()), pixels, labels, budget, 5);

        assertThat(byLabels).isEqualTo(attack.perturb(LINEAR, pixels, labels, budget, 5));
        assertThat(Argmax.of(Oracle.rows(LINEAR.logits(byLabels))[0])).isNotEqualTo(labels[0]);
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void asksNoMoreThanItMay(Attack attack) {
        LabelOnly model = new LabelOnly(LINEAR, new AtomicInteger());
        attack.perturb(model, pixels, labels, new Budget(Norm.L2, 3), 5);

        // One image, so batches are filled up only from 3, 5, 7, ... points on; two more are for the clean image and
        // the result.
        assertThat(model.asked().get()).isBetween(attack instanceof Boundary ? 500 : 2000, 2700);
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void leavesTheImageAsItIsWhenTheModelNeverErrs(Attack attack) {
        INDArray result = attack.perturb(new Constant(labels[0]), pixels, labels, new Budget(Norm.L2, 3), 5);

        assertThat(result).isEqualTo(pixels);
    }

    /** Says the same whatever it sees. */
    private record Constant(int label) implements Classifier {
        @Override
        public int classes() {
            return 2;
        }

        @Override
        public INDArray logits(INDArray images) {
            float[][] logits = new float[(int) images.size(0)][2];
            for (float[] row : logits) {
                row[label] = 1;
            }
            return Nd4j.createFromArray(logits);
        }

        @Override
        public Gradient crossEntropyGradient(INDArray images, INDArray targets) {
            throw new AssertionError("no gradient is known");
        }

        @Override
        public INDArray logitsGradient(INDArray images, INDArray cotangents) {
            throw new AssertionError("no gradient is known");
        }
    }
}
