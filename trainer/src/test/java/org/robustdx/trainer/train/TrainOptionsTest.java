package org.robustdx.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.data.AugmentationConfig;
import org.robustdx.trainer.defend.DefenceOptions;
import org.robustdx.trainer.defend.Defences;
import org.robustdx.trainer.nn.WeightForm;

class TrainOptionsTest {
    @ParameterizedTest
    @CsvSource({
        "copies, -1, copies: -1 (expected: 0 <= copies <= 16)",
        "copies, 17, copies: 17 (expected: 0 <= copies <= 16)",
        "feature-weight, -1, feature-weight: -1 (expected: 0 <= feature-weight <= 1000000)",
        "feature-weight, NaN, feature-weight: NaN (expected: 0 <= feature-weight <= 1000000)",
        "reconstruction-weight, 2e6, reconstruction-weight: 2000000 (expected: 0 <= reconstruction-weight <= 1000000)",
        "noise-strength, 0, noise-strength: 0 (expected: 0 < noise-strength <= 1)",
        "noise-strength, 1.5, noise-strength: 1.5 (expected: 0 < noise-strength <= 1)",
        "epochs, 0, epochs: 0 (expected: 1 <= epochs <= 10000)",
        "epochs, 10001, epochs: 10001 (expected: 1 <= epochs <= 10000)",
        "batch-size, 0, batch-size: 0 (expected: 1 <= batch-size <= 4096)",
        "learning-rate, 0, learning-rate: 0 (expected: 0 < learning-rate <= 1)",
        "learning-rate, NaN, learning-rate: NaN (expected: 0 < learning-rate <= 1)",
        "weight-decay, -0.1, weight-decay: -0.1 (expected: 0 <= weight-decay <= 10)",
        "label-smoothing, 1, label-smoothing: 1 (expected: 0 <= label-smoothing < 1)",
        "average, 1, average: 1 (expected: 0 <= average < 1)",
        "average, -0.5, average: -0.5 (expected: 0 <= average < 1)",
        "patience, 0, patience: 0 (expected: patience >= 1)",
    })
    void shouldRefuseWithTheBoundsInTheMessage(String option, double value, String message) {
        assertThatThrownBy(() -> with(option, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static TrainOptions with(String option, double value) {
        return new TrainOptions(
                new TrainOptions.Loss(
                        Method.DENOISING,
                        (int) chosen("copies", 3, option, value),
                        chosen("feature-weight", 1, option, value),
                        List.of(),
                        chosen("reconstruction-weight", 10, option, value),
                        Balance.LOGITS,
                        chosen("label-smoothing", 0, option, value)),
                new TrainOptions.Inputs(
                        Noise.UNIFORM, chosen("noise-strength", 0.2, option, value), AugmentationConfig.none(), false),
                DefenceOptions.of(Defences.NONE),
                new TrainOptions.Optimisation(
                        chosen("learning-rate", 0.1, option, value),
                        chosen("weight-decay", 0, option, value),
                        WeightForm.PLAIN,
                        chosen("average", 0, option, value)),
                new TrainOptions.Duration(
                        (int) chosen("epochs", 1, option, value), (int) chosen("batch-size", 1, option, value), (int)
                                chosen("patience", 1, option, value)),
                1);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, false-alarm-rate: 0 (expected: 0 < false-alarm-rate < 1)",
        "1, 1, false-alarm-rate: 1 (expected: 0 < false-alarm-rate < 1)",
        "NaN, 1, false-alarm-rate: NaN (expected: 0 < false-alarm-rate < 1)",
        "0.01, -1, attack-images: -1 (expected: >= 0)",
    })
    void shouldRefusePublishOptionsWithTheBoundsInTheMessage(double rate, int images, String message) {
        assertThatThrownBy(() -> new PublishOptions(rate, images, DataSource.unknown()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void settingsNameEveryOptionAsTheCommandLineDoes() {
        assertThat(with("none", 0).settings())
                .containsEntry("method", "denoising")
                .containsEntry("feature-weight", 1.0)
                .containsEntry("defence", "none")
                .containsEntry("augmentation", AugmentationConfig.none())
                .containsEntry("seed", 1L)
                .containsEntry("balance-sites", false)
                .doesNotContainKey("defence-epsilon")
                .hasSize(20);
    }

    @Test
    void settingsThatTheMethodIgnoresHaveNoEffect() {
        TrainOptions.Loss plain = new TrainOptions.Loss(Method.PLAIN, 3, 1, List.of(), 10, Balance.NONE, 0);

        assertThat(plain).isEqualTo(new TrainOptions.Loss(Method.PLAIN, 0, 0, List.of(), 10, Balance.NONE, 0));
    }

    private static double chosen(String name, double usual, String option, double value) {
        return name.equals(option) ? value : usual;
    }

    @Test
    void featureStagesThatTheModelHasNotOrThatComeTwiceAreRefused() {
        assertThatThrownBy(() -> new Objective(1, 1, List.of(2, 2), 10, true))
                .hasMessage("feature-stages: [2, 2] (expected: none of them twice)");
        Objective third = new Objective(1, 1, List.of(1, 3), 10, true);
        assertThatThrownBy(() -> third.requireStages(TinyModels.spec(3, 3).stages()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("feature-stages: [1, 3] (expected: from 1 to 2)");
    }

    @Test
    void eachMethodMinimisesWhatItsAblationInThePaperDoes() {
        assertThat(Method.PLAIN.objective(3, 1, List.of(2), 10)).isEqualTo(new Objective(0, 0, List.of(2), 10, false));
        assertThat(Method.NOISE.objective(3, 1, List.of(2), 10)).isEqualTo(new Objective(3, 0, List.of(2), 10, false));
        assertThat(Method.INVARIANCE.objective(3, 1, List.of(2), 10))
                .isEqualTo(new Objective(3, 1, List.of(2), 10, false));
        assertThat(Method.AUTOENCODER.objective(3, 1, List.of(2), 10))
                .isEqualTo(new Objective(3, 0, List.of(2), 10, true));
        assertThat(Method.DENOISING.objective(3, 1, List.of(2), 10))
                .isEqualTo(new Objective(3, 1, List.of(2), 10, true));
    }

    @ParameterizedTest
    @CsvSource({
        "PLAIN, NONE, true, 0, 0",
        "DENOISING, NONE, true, 1, 0",
        "PLAIN, MIXED, true, 0, 1",
        // Nobody asks how the clean images themselves are read.
        "PLAIN, ADVERSARIAL, false, 0, 1",
        "NOISE, FAST, false, 1, 1",
        // Features are drawn to those of the clean images; so are readings.
        "INVARIANCE, ADVERSARIAL, true, 1, 1",
        "PLAIN, TRADES, true, 0, 1",
    })
    void stepReadsCleanImagesOnlyWhereTheLossAsksForThem(
            Method method, Defences defence, boolean clean, int noisy, int adversarial) {
        DefenceOptions options = DefenceOptions.of(defence);
        assertThat(TinyModels.options(method, options, 1, 2).layout(options.create(List.of())))
                .isEqualTo(new StepLayout(clean, noisy, adversarial));
    }
}
