package org.robustdx.trainer.defend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.attack.LinearClassifier;
import org.robustdx.trainer.attack.OneHot;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.train.Checkpoint;
import org.robustdx.trainer.train.EpochReport;
import org.robustdx.trainer.train.Method;
import org.robustdx.trainer.train.PublishOptions;
import org.robustdx.trainer.train.Trainer;
import org.robustdx.trainer.train.TrainingListener;

/** The contract of every defence. A new defence is tested here because it is registered. */
@ParameterizedClass
@EnumSource(Defences.class)
class DefenceCompatibilityKitTest {
    private static final int N = 4;
    private static final double EPSILON = 6;

    @TempDir
    Path dir = Path.of("");

    @Parameter
    Defences kind = Defences.FAST;

    private final Classifier model = new LinearClassifier(3, 3 * TinyModels.SIDE * TinyModels.SIDE, 1);
    private final INDArray images = TinyModels.pixels(N, 3, DataType.FLOAT, 5);
    /** The model's predictions, so that attacks on the label and on the prediction are the same. */
    private final int[] labels = model.logits(images).argMax(1).toIntVector();

    private DefenceOptions options(double warmUp) {
        Map<DefenceSetting, Double> settings = new EnumMap<>(DefenceSetting.class);
        if (kind.defaults().containsKey(DefenceSetting.DEFENCE_EPSILON)) {
            settings.put(DefenceSetting.DEFENCE_EPSILON, EPSILON);
            settings.put(DefenceSetting.DEFENCE_STEPS, kind.singleStep() ? 1.0 : 3.0);
            settings.put(DefenceSetting.DEFENCE_WARM_UP, warmUp);
        }
        return new DefenceOptions(kind, settings, Collections.nCopies(kind.mostSources() > 0 ? 1 : 0, "source"));
    }

    /** Creates the defence; its fixed model is the attacked one, so that attacks on either are attacks on it. */
    private Defence defence(double warmUp) {
        return options(warmUp).create(fixed());
    }

    private List<Classifier> fixed() {
        return kind.mostSources() > 0 ? List.of(model) : List.of();
    }

    @Test
    void hasItsNameAndSharesTheLossBetweenCleanAndAdversarialImages() {
        Defence defence = defence(0);

        assertThat(defence.name()).isEqualTo(kind.toString());
        assertThat(defence.cleanShare()).isBetween(0.0, 1.0);
        assertThat(defence.copies() > 0 || defence.cleanShare() == 1).isTrue();
    }

    @Test
    void examplesStayWithinReachAreHarderAndAreReproducible() {
        Defence defence = defence(0);
        if (defence.copies() == 0) {
            return;
        }
        double reach = kind == Defences.NOISY ? 2 : 1;
        INDArray before = images.dup();
        INDArray examples = defence.examples(model, images, labels, 0.5, 3);

        assertThat(images).isEqualTo(before);
        assertThat(examples.shape()).containsExactly((long) N * defence.copies(), 3, TinyModels.SIDE, TinyModels.SIDE);
        assertThat(examples.sub(images).amaxNumber().doubleValue()).isBetween(1e-4, reach * EPSILON / 255 + 1e-6);
        assertThat(examples.minNumber().doubleValue()).isNotNegative();
        assertThat(examples.maxNumber().doubleValue()).isLessThanOrEqualTo(1);
        assertThat(defence.examples(model, images, labels, 0.5, 3)).isEqualTo(examples);
        assertThat(loss(examples)).isGreaterThan(loss(images));
    }

    @Test
    void onlyTheDefenceThatStartsFromNoiseExceedsTheRadius() {
        Defence defence = defence(0);
        if (defence.copies() == 0) {
            return;
        }
        INDArray examples = defence.examples(model, images, labels, 0.5, 3);
        double farthest = examples.sub(images).amaxNumber().doubleValue();

        assertThat(farthest > 1.5 * EPSILON / 255).isEqualTo(kind == Defences.NOISY);
    }

    private double loss(INDArray read) {
        INDArray targets = OneHot.of(labels, model.classes(), DataType.FLOAT);
        return model.crossEntropyGradient(read, targets).losses().sumNumber().doubleValue();
    }

    @Test
    void attackGrowsDuringTheWarmUp() {
        Defence defence = defence(1);
        if (defence.copies() == 0) {
            return;
        }
        List<Double> lengths = new ArrayList<>();
        for (double progress : new double[] {0.1, 0.5, 0.99}) {
            INDArray examples = defence.examples(model, images, labels, progress, 3);
            lengths.add(examples.sub(images).amaxNumber().doubleValue());
        }

        assertThat(lengths).isSorted();
        assertThat(lengths.get(0)).isLessThanOrEqualTo(0.2 * EPSILON / 255 + 1e-6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "NOISE", "INVARIANCE", "AUTOENCODER", "DENOISING"})
    void trainsWithEveryMethodAndIsJudgedUnderAttack(Method method) throws IOException, InterruptedException {
        List<EpochReport> reports = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void epoch(EpochReport report) {
                reports.add(report);
            }
        };
        Dataset train = TinyModels.phantoms(1, 8);
        Trainer trainer = new Trainer(
                train,
                TinyModels.phantoms(2, 6),
                TinyModels.provenance(train),
                PublishOptions.ofDefaults(),
                dir.resolve("checkpoint.zip"),
                listener,
                fixed());
        Checkpoint done = trainer.run(TinyModels.spec(3, 3), TinyModels.options(method, options(0.2), 1, 4));

        assertThat(done.state().steps()).isEqualTo(2);
        EpochReport report = reports.get(0);
        assertThat(report.losses().total()).isFinite();
        assertThat(report.losses().penalty() > 0).isEqualTo(defence(0).penalises());
        assertThat(report.judgement().attacked().isPresent())
                .isEqualTo(options(0).attacks());
        Checkpoint read = Checkpoint.read(dir.resolve("checkpoint.zip"));
        assertThat(read.state().options()).isEqualTo(done.state().options());
    }
}
