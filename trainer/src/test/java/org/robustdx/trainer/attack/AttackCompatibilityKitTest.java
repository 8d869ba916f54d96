package org.robustdx.trainer.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.model.ClassifierGraph;

/** What every attack promises; a new one is tried here by being in the registry. */
@ParameterizedClass
@EnumSource(Attacks.class)
class AttackCompatibilityKitTest {
    private static final Attacks.Options OPTIONS = new Attacks.Options(5, 2);
    private static final int N = 4;

    @Parameter
    Attacks attack = Attacks.PGD;

    @Test
    void goesByItsNameAndTellsItsOptions() {
        assertThat(attack.id())
                .isEqualTo(attack.name().toLowerCase(Locale.ROOT))
                .isEqualTo(attack.toString());
        assertThat(attack.create(OPTIONS).name()).isEqualTo(attack.id());
        assertThat(attack.create(OPTIONS).options()).isNotEmpty().allSatisfy(option -> assertThat(option)
                .matches("[a-z-]+=.+"));
    }

    @ParameterizedTest
    @CsvSource({"2, 0.5", "2, 8", "7, 8", "2, 255"})
    void staysWithinTheBudgetAndTheRangeOfPixels(int classes, double epsilon) {
        INDArray pixels = pixelsWithEnds();
        Budget budget = new Budget(epsilon);
        INDArray result = run(graph(classes), pixels, budget, 3);

        assertThat(result.shape()).isEqualTo(pixels.shape());
        assertThat(result.sub(pixels).amaxNumber().doubleValue()).isLessThanOrEqualTo(epsilon / 255 + 1e-6);
        assertThat(result.minNumber().doubleValue()).isNotNegative();
        assertThat(result.maxNumber().doubleValue()).isLessThanOrEqualTo(1);
        assertThat(result).isNotEqualTo(pixels);
    }

    @Test
    void leavesItsInputAlone() {
        INDArray pixels = pixelsWithEnds();
        INDArray before = pixels.dup();
        INDArray result = run(graph(2), pixels, new Budget(8), 3);
        result.assign(0.5);

        assertThat(pixels).isEqualTo(before);
    }

    @Test
    void isTheSameForTheSameSeed() {
        ClassifierGraph model = graph(3);
        INDArray pixels = pixelsWithEnds();

        assertThat(run(model, pixels, new Budget(8), 3)).isEqualTo(run(model, pixels, new Budget(8), 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7})
    void neverLowersTheLossOfAnImage(int classes) {
        for (Classifier model : List.of(
                graph(classes),
                new LinearClassifier(classes, 3 * TinyModels.SIDE * TinyModels.SIDE, 1),
                new Deceptive(classes))) {
            INDArray pixels = pixelsWithEnds();
            INDArray targets = OneHot.of(labels(classes), classes, DataType.FLOAT);
            INDArray before = model.crossEntropyGradient(pixels, targets).losses();
            INDArray after = model.crossEntropyGradient(run(model, pixels, new Budget(4), 3), targets)
                    .losses();
            for (int i = 0; i < N; i++) {
                assertThat(after.getDouble(i))
                        .as("%s, image %d", model.getClass().getSimpleName(), i)
                        .isGreaterThanOrEqualTo(before.getDouble(i) - 1e-5);
            }
        }
    }

    @Test
    void lossGrowsWithTheBudget() {
        ClassifierGraph model = graph(3);
        double clean = meanLoss(model, pixelsWithEnds());
        double small = meanLoss(model, run(model, pixelsWithEnds(), new Budget(1), 3));
        double large = meanLoss(model, run(model, pixelsWithEnds(), new Budget(8), 3));

        assertThat(small).isGreaterThan(clean);
        assertThat(large).isGreaterThan(small);
    }

    @Test
    void imageThatIsAttackedAloneFaresAsInABatch() {
        // Random choices go by the place in the batch: what is promised is the strength, not the pixels.
        ClassifierGraph model = graph(3);
        INDArray pixels = pixelsWithEnds();
        INDArray together = run(model, pixels, new Budget(8), 3);
        INDArray targets = OneHot.of(labels(3), 3, DataType.FLOAT);
        INDArray losses = model.crossEntropyGradient(together, targets).losses();
        INDArray first = pixels.slice(0).dup('c').reshape(1, 3, TinyModels.SIDE, TinyModels.SIDE);
        INDArray alone = attack.create(OPTIONS).perturb(model, first, new int[] {0}, new Budget(8), 3);
        INDArray lossAlone = model.crossEntropyGradient(alone, OneHot.of(new int[] {0}, 3, DataType.FLOAT))
                .losses();

        double clean = model.crossEntropyGradient(pixels, targets).losses().getDouble(0);
        double gain = losses.getDouble(0) - clean;
        assertThat(lossAlone.getDouble(0) - clean).isCloseTo(gain, within(0.2 * gain));
    }

    @Test
    void modelWithoutAGradientDoesNoHarm() {
        INDArray pixels = pixelsWithEnds();
        INDArray result = run(new Broken(), pixels, new Budget(8), 3);

        assertThat(result.sub(pixels).amaxNumber().doubleValue()).isLessThanOrEqualTo(8 / 255.0 + 1e-6);
    }

    /** Its gradient points to where the loss is lower. */
    private record Deceptive(int classes, LinearClassifier honest) implements Classifier {
        Deceptive(int classes) {
            this(classes, new LinearClassifier(classes, 3 * TinyModels.SIDE * TinyModels.SIDE, 2));
        }

        @Override
        public INDArray logits(INDArray pixels) {
            return honest.logits(pixels);
        }

        @Override
        public Gradient crossEntropyGradient(INDArray pixels, INDArray targets) {
            Gradient gradient = honest.crossEntropyGradient(pixels, targets);
            return new Gradient(
                    gradient.losses(), gradient.logits(), gradient.byPixels().neg());
        }
    }

    /** A model that overflowed. */
    private static final class Broken implements Classifier {
        @Override
        public int classes() {
            return 3;
        }

        @Override
        public INDArray logits(INDArray pixels) {
            return Nd4j.valueArrayOf(new long[] {pixels.size(0), 3}, Double.NaN, DataType.FLOAT);
        }

        @Override
        public Gradient crossEntropyGradient(INDArray pixels, INDArray targets) {
            INDArray losses = Nd4j.valueArrayOf(new long[] {pixels.size(0)}, Double.NaN, DataType.FLOAT);
            return new Gradient(losses, logits(pixels), pixels.mul(Double.NaN));
        }
    }

    private INDArray run(Classifier model, INDArray pixels, Budget budget, long seed) {
        return attack.create(OPTIONS).perturb(model, pixels, labels(model.classes()), budget, seed);
    }

    private static double meanLoss(Classifier model, INDArray pixels) {
        return model.crossEntropyGradient(pixels, OneHot.of(labels(3), 3, DataType.FLOAT))
                .losses()
                .meanNumber()
                .doubleValue();
    }

    private static ClassifierGraph graph(int classes) {
        return new ClassifierGraph(TinyModels.model(3, classes, DataType.FLOAT));
    }

    private static int[] labels(int classes) {
        return new int[] {0, 1, classes - 1, 0};
    }

    /** Random pixels, some of them black or white. */
    private static INDArray pixelsWithEnds() {
        INDArray pixels = TinyModels.pixels(N, 3, DataType.FLOAT, 5);
        pixels.slice(1).slice(0).assign(0);
        pixels.slice(2).slice(1).assign(1);
        return pixels;
    }
}
