package org.robustdx.trainer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.inference.model.Calibration;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.calibrate.LogitCorrection;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.model.ClassifierGraph;
import org.robustdx.trainer.model.DenoisingCnn;
import org.robustdx.trainer.modelfile.SavedModel;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.train.DataSource;
import org.robustdx.trainer.train.Evaluator;
import org.robustdx.trainer.train.PublishOptions;
import org.robustdx.trainer.train.TrainingState;

class DecisionFitTest {
    private static final double BIAS = 5;

    private final Dataset images = TinyModels.phantoms(1, 90);
    private final List<String> progress = new ArrayList<>();

    /** Returns a model whose second class has a logit that is too large. */
    private SavedModel biased() {
        DenoisingCnn network = new DenoisingCnn(TinyModels.spec(3, 3), new Parameters(4));
        new ClassifierGraph(network); // makes the parameters
        INDArray bias = Objects.requireNonNull(network.parameters().arrays().get("classifier.b"));
        bias.assign(Nd4j.createFromArray(0f, (float) BIAS, 0f));
        return new SavedModel(
                network,
                new TrainingState(TinyModels.spec(3, 3), TinyModels.options(2, 8), 2, 6, 1, 0.5, true),
                TinyModels.provenance(images),
                new PublishOptions(Calibration.DEFAULT_FALSE_ALARM_RATE, 4, DataSource.unknown()));
    }

    private static List<Integer> predictions(SavedModel model, Dataset images) {
        return Arrays.stream(Evaluator.logits(new ClassifierGraph(model.model()), images))
                .map(logits -> Nd4j.createFromArray(logits).argMax().getInt(0))
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void shouldRemoveABiasTowardsOneClass() {
        SavedModel biased = biased();
        SavedModel fitted = DecisionFit.applied(biased, images, progress::add);
        LogitCorrection correction = fitted.model().correction().orElseThrow();

        assertThat(predictions(biased, images)).containsExactly(1);
        assertThat(predictions(fitted, images)).hasSizeGreaterThan(1);
        assertThat(-correction.shift().get(1) * correction.temperature()).isCloseTo(BIAS, within(1.5));
        assertThat(progress).singleElement().asString().startsWith("decision threshold, fitted to 90 validation");
    }

    @Test
    void shouldLeaveTheModelAsItIsIfAClassHasTooFewImages() {
        SavedModel biased = biased();
        int last = IntStream.range(0, images.size())
                .filter(i -> images.label(i) == 2)
                .findFirst()
                .orElseThrow();
        int[] others = IntStream.range(0, images.size()).filter(i -> i != last).toArray();

        assertThat(DecisionFit.applied(biased, images.subset(others), progress::add))
                .isSameAs(biased);
        assertThat(progress)
                .containsExactly("decision threshold: not fitted, since the validation split has 29 images of "
                        + images.classes().get(2) + " (needed: 30 of each class)");
    }

    @Test
    void shouldWriteACorrectionInWords() {
        assertThat(DecisionFit.text(List.of("a", "b", "c"), new LogitCorrection(List.of(0.0, -0.25, 1.0), 0.5)))
                .isEqualTo("logits / 0.500, b - 0.250, c + 1.00");
    }
}
