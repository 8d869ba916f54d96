package org.robustdx.trainer.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.model.PredictionSets;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.attack.Budget;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.model.ClassifierGraph;
import org.robustdx.trainer.model.DenoisingCnn;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.modelfile.Scores;
import org.robustdx.trainer.nn.Parameters;

class RobustSetsTest {
    private final DenoisingCnn network = new DenoisingCnn(TinyModels.spec(3, 3), new Parameters(4));
    private final ServedGraph served = new ServedGraph(network, TinyModels.detectors());
    private final Dataset images = TinyModels.phantoms(1, 66);
    private final Scores clean = Scores.of(served, images);

    private static double least(PredictionSets sets, String name) {
        return sets.thresholds()
                .getOrDefault(name, new PredictionSets.Threshold(0, 1))
                .least();
    }

    private static double trueProbability(Scores scores, Dataset images, int i) {
        return scores.probabilities()[i][images.label(i)];
    }

    @Test
    void attackLeavesTheTrueClassOfEveryImageALessProbabilityWithinTheBudget() {
        Dataset attacked =
                Robustness.attacked(new ClassifierGraph(network), images, RobustSets.attack(), new Budget(4), 1);
        Scores under = Scores.of(served, attacked);

        for (int i = 0; i < images.size(); i++) {
            assertThat(trueProbability(under, images, i))
                    .as("image %s", i)
                    .isLessThan(trueProbability(clean, images, i));
            for (int j = 0; j < images.image(i).length; j++) {
                assertThat(Math.abs((attacked.image(i)[j] & 0xFF) - (images.image(i)[j] & 0xFF)))
                        .isLessThanOrEqualTo(4);
            }
        }
    }

    @Test
    void setsAreCalibratedOnTheAttackedImagesAndSayForWhichAttack() {
        List<String> said = new ArrayList<>();
        PredictionSets usual = RobustSets.calibrated(network, images.classes(), images, clean, 0, served, 1, said::add);
        assertThat(said).isEmpty();
        PredictionSets robust =
                RobustSets.calibrated(network, images.classes(), images, clean, 4, served, 1, said::add);

        assertThat(said).singleElement().asString().contains("66 calibration images", "epsilon 4/255");
        assertThat(usual.epsilon()).isZero();
        assertThat(robust.epsilon()).isEqualTo(4);
        usual.thresholds().forEach((name, threshold) -> {
            assertThat(threshold.least()).as(name).isPositive();
            assertThat(least(robust, name)).as(name).isLessThan(threshold.least());
        });
    }

    @Test
    void qualityCountsTheSetsThatHoldTheTrueClass() {
        PredictionSets sets = PredictionSets.calibrated(
                List.of("a", "b"), new float[][] {{0.9f, 0.1f}, {0.4f, 0.6f}}, new int[] {0, 1}, 0.5, 0);
        // Thresholds are 0.9 for a and 0.6 for b; the most probable class is always in the set.
        SetQuality quality = SetQuality.of(
                sets,
                List.of("a", "b"),
                new float[][] {{0.95f, 0.05f}, {0.3f, 0.7f}, {0.45f, 0.55f}, {0.2f, 0.8f}},
                new int[] {0, 0, 0, 1});

        assertThat(quality.byClass())
                .containsEntry("a", new SetQuality.Covered(1, 3))
                .containsEntry("b", new SetQuality.Covered(1, 1));
        assertThat(quality.meanSize()).isEqualTo(1);
        assertThat(quality.n()).isEqualTo(4);
        assertThat(new SetQuality.Covered(0, 0).share()).isNaN();
    }
}
