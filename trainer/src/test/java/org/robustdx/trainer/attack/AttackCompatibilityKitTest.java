package org.robustdx.trainer.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
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
    private static final int N = 4;
    private static final int SIZE = 3 * TinyModels.SIDE * TinyModels.SIDE;

    /** Small enough to be quick, large enough that every attack finds something. */
    private static final Map<Setting, Double> QUICK = Map.of(
            Setting.STEPS, 3.0,
            Setting.RESTARTS, 2.0,
            Setting.QUERIES, 80.0,
            Setting.TARGETS, 2.0,
            Setting.SEARCH_STEPS, 3.0,
            Setting.RATE, 0.05);

    /** These start from a misclassified image; none of their starts is misclassified by the model of two classes. */
    private static final Set<Attacks> LABELS_ONLY = EnumSet.of(Attacks.HOP_SKIP_JUMP, Attacks.BOUNDARY);

    private static final Map<Integer, ClassifierGraph> GRAPHS = new ConcurrentHashMap<>();

    @Parameter
    Attacks attack = Attacks.PGD;

    @Test
    void goesByItsNameAndTellsItsOptions() {
        assertThat(attack.id())
                .isEqualTo(attack.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .isEqualTo(attack.toString());
        assertThat(attack.create(options(2)).name()).isEqualTo(attack.id());
        assertThat(attack.create(options(2)).options()).isNotEmpty().allSatisfy(option -> assertThat(option)
                .matches("[a-z-]+=.+"));
        assertThat(attack.threatModel()).isNotIn(ThreatModel.NONE, ThreatModel.ANY);
    }

    @Test
    void hasADefaultForEverySettingAndRefusesThoseThatItHasNot() {
        AttackOptions defaults =
                new AttackOptions(Map.of(), Attacks.MI_FGSM, options(2).sources());
        assertThat(attack.create(defaults).options()).isNotEmpty();

        for (Setting setting : Setting.values()) {
            AttackOptions options = defaults.with(setting, -1);
            assertThatThrownBy(() -> attack.create(options))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(setting.id() + ": ")
                    .hasMessageContaining(" (expected: ");
        }
    }

    @ParameterizedTest
    @CsvSource({"2, LINF, 0.5", "7, LINF, 8", "2, LINF, 255", "2, L2, 0.1", "7, L2, 2"})
    void staysWithinTheBudgetAndTheRangeOfPixels(int classes, Norm norm, double epsilon) {
        INDArray pixels = pixelsWithEnds();
        Budget budget = new Budget(norm, epsilon);
        INDArray result = run(graph(classes), pixels, budget, 3);

        assertThat(result.shape()).isEqualTo(pixels.shape());
        for (int i = 0; i < N; i++) {
            double length = norm.distance(Oracle.rows(result)[i], Oracle.rows(pixels)[i]);
            assertThat(length).isLessThanOrEqualTo(budget.radius() + 1e-6);
        }
        assertThat(result.minNumber().doubleValue()).isNotNegative();
        assertThat(result.maxNumber().doubleValue()).isLessThanOrEqualTo(1);
        if (!(LABELS_ONLY.contains(attack) && classes == 2)) {
            assertThat(result).isNotEqualTo(pixels);
        }
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
    void leavesNoImageBetterReadThanItWas(int classes) {
        for (Classifier model : List.of(
                graph(classes),
                new LinearClassifier(classes, 3 * TinyModels.SIDE * TinyModels.SIDE, 1),
                new Deceptive(classes))) {
            INDArray pixels = pixelsWithEnds();
            int[] labels = labels(model);
            INDArray targets = OneHot.of(labels, classes, DataType.FLOAT);
            Classifier.Gradient before = model.crossEntropyGradient(pixels, targets);
            Classifier.Gradient after = model.crossEntropyGradient(run(model, pixels, new Budget(4), 3), targets);
            for (int i = 0; i < N; i++) {
                assertThat(harm(after, i, labels[i]))
                        .as("%s, image %d", model.getClass().getSimpleName(), i)
                        .isGreaterThanOrEqualTo(harm(before, i, labels[i]) - 1e-5);
            }
        }
    }

    /** A misclassified image counts more than any loss of one that is read rightly. */
    private static double harm(Classifier.Gradient gradient, int image, int label) {
        boolean misclassified = gradient.logits().getRow(image).argMax().getInt(0) != label;
        return (misclassified ? 1000 : 0) + gradient.losses().getDouble(image);
    }

    @Test
    void harmGrowsWithTheBudget() {
        ClassifierGraph model = graph(3);
        double clean = meanHarm(model, pixelsWithEnds());
        double small = meanHarm(model, run(model, pixelsWithEnds(), new Budget(0.1), 3));
        double large = meanHarm(model, run(model, pixelsWithEnds(), new Budget(16), 3));

        assertThat(small).isGreaterThan(clean);
        assertThat(large).isGreaterThan(small);
    }

    @Test
    void returnsTheSameImageWhateverItsPositionInTheBatch() {
        if (attack == Attacks.UNIVERSAL) {
            return; // One change for the whole batch.
        }
        ClassifierGraph model = graph(3);
        INDArray pixels = pixelsWithEnds();
        int[] labels = labels(model);
        int[] order = {2, 0, 3, 1};
        float[][] rows = Oracle.rows(pixels);
        INDArray shuffled = new Oracle(model, pixels).images(Rows.pick(rows, order));
        INDArray result = attack.create(options(3)).perturb(model, pixels, labels, new Budget(8), 3);
        INDArray ofShuffled =
                attack.create(options(3)).perturb(model, shuffled, Rows.pick(labels, order), new Budget(8), 3);

        assertThat(Oracle.rows(ofShuffled)).isDeepEqualTo(Rows.pick(Oracle.rows(result), order));
    }

    @Test
    void imageThatIsAttackedAloneFaresAsInABatch() {
        // Another batch size may round otherwise: what is promised is the strength, not the pixels.
        ClassifierGraph model = graph(3);
        INDArray pixels = pixelsWithEnds();
        INDArray together = run(model, pixels, new Budget(8), 3);
        int[] labels = labels(model);
        INDArray targets = OneHot.of(labels, 3, DataType.FLOAT);
        Classifier.Gradient ofTogether = model.crossEntropyGradient(together, targets);
        INDArray first = pixels.slice(0).dup('c').reshape(1, 3, TinyModels.SIDE, TinyModels.SIDE);
        int[] label = {labels[0]};
        INDArray alone = attack.create(options(3)).perturb(model, first, label, new Budget(8), 3);
        Classifier.Gradient ofAlone = model.crossEntropyGradient(alone, OneHot.of(label, 3, DataType.FLOAT));

        double clean = harm(model.crossEntropyGradient(pixels, targets), 0, labels[0]);
        double gain = harm(ofTogether, 0, labels[0]) - clean;
        double tolerance = attack == Attacks.UNIVERSAL ? gain : 0.2 * gain;
        assertThat(harm(ofAlone, 0, labels[0]) - clean).isCloseTo(gain, within(tolerance));
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

        @Override
        public INDArray logitsGradient(INDArray pixels, INDArray cotangents) {
            return honest.logitsGradient(pixels, cotangents).neg();
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

        @Override
        public INDArray logitsGradient(INDArray pixels, INDArray cotangents) {
            return pixels.mul(Double.NaN);
        }
    }

    private INDArray run(Classifier model, INDArray pixels, Budget budget, long seed) {
        return attack.create(options(model.classes())).perturb(model, pixels, labels(model), budget, seed);
    }

    private AttackOptions options(int classes) {
        AttackOptions options = AttackOptions.ofDefaults();
        for (Map.Entry<Setting, Double> setting : QUICK.entrySet()) {
            if (attack == Attacks.TRANSFER
                    ? setting.getKey() == Setting.STEPS
                    : attack.settings().contains(setting.getKey())) {
                options = options.with(setting.getKey(), setting.getValue());
            }
        }
        // A source of its own kind; the nearer to the target, the better it transfers.
        return attack == Attacks.TRANSFER
                ? options.withSources(Attacks.PGD, List.of(graph(classes), new LinearClassifier(classes, SIZE, 1)))
                : options;
    }

    private double meanHarm(Classifier model, INDArray pixels) {
        int[] labels = labels(model);
        Classifier.Gradient gradient =
                model.crossEntropyGradient(pixels, OneHot.of(labels, model.classes(), DataType.FLOAT));
        return IntStream.range(0, N)
                .mapToDouble(i -> harm(gradient, i, labels[i]))
                .average()
                .orElseThrow();
    }

    private static ClassifierGraph graph(int classes) {
        return GRAPHS.computeIfAbsent(classes, k -> new ClassifierGraph(TinyModels.model(3, k, DataType.FLOAT)));
    }

    /** Three images are read rightly, the last is not. */
    private static int[] labels(Classifier model) {
        INDArray logits = model.logits(pixelsWithEnds());
        int[] labels = new int[N];
        for (int i = 0; i < N; i++) {
            labels[i] = logits.getRow(i).argMax().getInt(0);
        }
        labels[N - 1] = (labels[N - 1] + 1) % model.classes();
        return labels;
    }

    /** Random pixels, some of them black or white. */
    private static INDArray pixelsWithEnds() {
        INDArray pixels = TinyModels.pixels(N, 3, DataType.FLOAT, 5);
        pixels.slice(1).slice(0).assign(0);
        pixels.slice(2).slice(1).assign(1);
        return pixels;
    }
}
