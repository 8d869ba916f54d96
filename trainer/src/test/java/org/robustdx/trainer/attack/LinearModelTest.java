package org.robustdx.trainer.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.common.Argmax;

/**
 * Every attack against logits that are linear in the pixels, where the best there is can be worked out: in the ball, the margin between two classes
 * grows by radius times the dual norm of the difference of their weights, and the nearest border is gap / dual norm away. Pixels stay
 * clear of 0 and 1.
 */
class LinearModelTest {
    private static final int SIDE = 8;
    private static final int LENGTH = SIDE * SIDE;
    private static final int N = 3;

    private static INDArray pixels() {
        double[] values = new Random(4).doubles((long) N * LENGTH, 0.4, 0.6).toArray();
        return Nd4j.createFromArray(values).castTo(DataType.FLOAT).reshape(N, 1, SIDE, SIDE);
    }

    private static int[] labels(Classifier model) {
        return Arrays.stream(Oracle.rows(model.logits(pixels())))
                .mapToInt(Argmax::of)
                .toArray();
    }

    /** Attacks that go for the highest loss, by how much of the best margin they have to reach. */
    static Stream<Arguments> strongest() {
        List<Arguments> cases = new ArrayList<>();
        for (Norm norm : Norm.values()) {
            cases.add(Arguments.of(norm, new Fgsm(Fgsm.Variant.PLAIN, 1), 1 - 1e-5));
            cases.add(Arguments.of(norm, new Fgsm(Fgsm.Variant.LEAST_LIKELY, 1), 1 - 1e-5));
            // Half of its way is at random.
            cases.add(Arguments.of(norm, new Fgsm(Fgsm.Variant.RANDOM_START, 5), 0.4));
            cases.add(Arguments.of(norm, new Bim(10), 1 - 1e-5));
            cases.add(Arguments.of(norm, new MiFgsm(10, 1), 1 - 1e-5));
            // In L2 its last steps still swing about the best point.
            cases.add(Arguments.of(norm, new Pgd(40, 1), norm == Norm.LINF ? 1 - 1e-5 : 0.98));
            cases.add(Arguments.of(norm, new Apgd(Apgd.Variant.CROSS_ENTROPY, 20, 1, 9), 1 - 1e-5));
            cases.add(Arguments.of(norm, new Apgd(Apgd.Variant.DLR, 20, 1, 9), 1 - 1e-5));
            cases.add(Arguments.of(norm, new Apgd(Apgd.Variant.TARGETED, 20, 1, 9), 1 - 1e-5));
            cases.add(Arguments.of(norm, new Adaptive(40, 1, 0.1), 1 - 1e-3));
        }
        cases.add(Arguments.of(Norm.LINF, new Square(1500, 1, 0.8), 0.95));
        cases.add(Arguments.of(Norm.L2, new Square(1500, 1, 0.8), 0.5));
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("strongest")
    void comesUpToTheBestMarginInTheBall(Norm norm, Attack attack, double share) {
        LinearClassifier model = new LinearClassifier(2, LENGTH, 1);
        int[] labels = labels(model);
        // A third of the way to the nearest border: no image is misclassified, so no attack stops early.
        double radius = nearest(model, norm, labels) / 3;
        Budget budget = new Budget(norm, norm == Norm.LINF ? radius * 255 : radius);
        float[][] before = Oracle.rows(model.logits(pixels()));
        float[][] after = Oracle.rows(model.logits(attack.perturb(model, pixels(), labels, budget, 7)));

        for (int i = 0; i < N; i++) {
            int label = labels[i];
            double best = radius * norm.dualLength(difference(model, 1 - label, label));
            double gain = margin(after[i], label) - margin(before[i], label);
            assertThat(gain).isBetween(share * best, best * (1 + 1e-5));
        }
    }

    /** Attacks that look for the nearest misclassified image, and how much further they may go than there. */
    static Stream<Arguments> nearestMisclassified() {
        return Stream.of(
                Arguments.of(3, Norm.L2, new DeepFool(50, 9, 0.02), 0.021),
                Arguments.of(3, Norm.LINF, new DeepFool(50, 9, 0.02), 0.021),
                Arguments.of(3, Norm.L2, new DeepFool(50, 9, 0), 0.001),
                // FAB goes 5 % beyond the border and then searches back.
                Arguments.of(3, Norm.L2, new Fab(Fab.Variant.UNTARGETED, 20, 1, 9), 0.015),
                Arguments.of(3, Norm.LINF, new Fab(Fab.Variant.UNTARGETED, 20, 1, 9), 0.015),
                Arguments.of(3, Norm.L2, new Fab(Fab.Variant.TARGETED, 20, 2, 9), 0.015),
                Arguments.of(3, Norm.LINF, new Fab(Fab.Variant.TARGETED, 20, 2, 9), 0.015),
                // With more classes they may end at a border that is not the nearest.
                Arguments.of(2, Norm.L2, new HopSkipJump(5000), 0.1),
                Arguments.of(2, Norm.LINF, new HopSkipJump(5000), 0.25),
                Arguments.of(2, Norm.L2, new Boundary(5000), 0.1),
                Arguments.of(3, Norm.L2, new CarliniWagnerL2(300, 12, 0, 0.003), 0.02),
                // τ falls by a tenth at a time.
                Arguments.of(3, Norm.LINF, new CarliniWagnerLinf(100, 0, 0.005), 0.12),
                // With more classes the cross-entropy has other wishes besides.
                Arguments.of(2, Norm.L2, new Lbfgs(30, 15), 0.02));
    }

    @ParameterizedTest
    @MethodSource("nearestMisclassified")
    void findsTheNearestMisclassifiedImage(int classes, Norm norm, Attack attack, double excess) {
        LinearClassifier model = new LinearClassifier(classes, LENGTH, 1);
        int[] labels = labels(model);
        Budget budget = norm == Norm.LINF ? new Budget(90) : new Budget(Norm.L2, 3);
        INDArray result = attack.perturb(model, pixels(), labels, budget, 7);

        float[][] logits = Oracle.rows(model.logits(result));
        float[][] clean = Oracle.rows(pixels());
        float[][] found = Oracle.rows(result);
        for (int i = 0; i < N; i++) {
            assertThat(Argmax.of(logits[i])).isNotEqualTo(labels[i]);
            double least = distanceToBorder(model, norm, Oracle.rows(model.logits(pixels()))[i], labels[i]);
            assertThat(norm.distance(found[i], clean[i])).isBetween(least * (1 - 1e-4), least * (1 + excess));
        }
    }

    @ParameterizedTest
    @MethodSource("nearestMisclassified")
    void goesNoFurtherThanTheBudgetWhenTheNearestIsBeyond(int classes, Norm norm, Attack attack, double excess) {
        LinearClassifier model = new LinearClassifier(classes, LENGTH, 1);
        int[] labels = labels(model);
        double radius = nearest(model, norm, labels) / 2;
        Budget budget = new Budget(norm, norm == Norm.LINF ? radius * 255 : radius);
        INDArray result = attack.perturb(model, pixels(), labels, budget, 7);

        float[][] before = Oracle.rows(model.logits(pixels()));
        float[][] after = Oracle.rows(model.logits(result));
        for (int i = 0; i < N; i++) {
            double distance = norm.distance(Oracle.rows(result)[i], Oracle.rows(pixels())[i]);
            assertThat(distance).isLessThanOrEqualTo(radius + 1e-6);
            // Drawn back from beyond, it is still nearer to being misclassified.
            assertThat(margin(after[i], labels[i])).isGreaterThan(margin(before[i], labels[i]));
        }
    }

    @Test
    void confidenceIsTheMarginThatIsReached() {
        LinearClassifier model = new LinearClassifier(3, LENGTH, 1);
        int[] labels = labels(model);
        for (double confidence : new double[] {0.05, 0.2}) {
            INDArray result = new CarliniWagnerL2(300, 9, confidence, 0.01)
                    .perturb(model, pixels(), labels, new Budget(Norm.L2, 3), 7);
            float[][] logits = Oracle.rows(model.logits(result));
            for (int i = 0; i < N; i++) {
                assertThat(margin(logits[i], labels[i])).isCloseTo(confidence, within(0.02));
                assertThat(margin(logits[i], labels[i])).isGreaterThanOrEqualTo(confidence - 1e-5);
            }
        }
    }

    @Test
    void universalIsOneChangeForAllImages() {
        LinearClassifier model = new LinearClassifier(2, LENGTH, 1);
        int[] labels = labels(model);
        // Of one class, so that one way is the best for all.
        int[] same = IntStream.range(0, N).map(i -> labels[0]).toArray();
        Budget budget = new Budget(4);
        float[][] clean = Oracle.rows(pixels());
        float[][] result = Oracle.rows(new Universal(10).perturb(model, pixels(), same, budget, 7));

        float[] best = difference(model, 1 - same[0], same[0]);
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < LENGTH; j++) {
                assertThat((double) result[i][j] - clean[i][j])
                        .isCloseTo(Math.signum(best[j]) * budget.radius(), within(1e-6));
            }
        }
    }

    private static double nearest(LinearClassifier model, Norm norm, int[] labels) {
        float[][] logits = Oracle.rows(model.logits(pixels()));
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < N; i++) {
            least = Math.min(least, distanceToBorder(model, norm, logits[i], labels[i]));
        }
        return least;
    }

    private static double distanceToBorder(LinearClassifier model, Norm norm, float[] logits, int label) {
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < logits.length; k++) {
            if (k != label) {
                double gap = logits[label] - logits[k];
                least = Math.min(least, gap / norm.dualLength(difference(model, k, label)));
            }
        }
        return least;
    }

    private static float[] difference(LinearClassifier model, int k, int label) {
        return model.weights(k, LENGTH).sub(model.weights(label, LENGTH)).toFloatVector();
    }

    private static double margin(float[] logits, int label) {
        return logits[Argmax.except(label, logits)] - logits[label];
    }
}
