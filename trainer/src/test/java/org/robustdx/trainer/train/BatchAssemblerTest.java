package org.robustdx.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.data.AugmentationConfig;
import org.robustdx.trainer.data.Batch;
import org.robustdx.trainer.defend.DefenceOptions;
import org.robustdx.trainer.defend.DefenceSetting;
import org.robustdx.trainer.defend.Defences;
import org.robustdx.trainer.model.ClassifierGraph;
import org.robustdx.trainer.nn.WeightForm;

class BatchAssemblerTest {
    private static final int AREA = TinyModels.SIDE * TinyModels.SIDE;

    private final Batch batch = batch();

    private static Batch batch() {
        float[] pixels = new float[2 * 3 * AREA];
        for (int i = 0; i < pixels.length; i++) {
            int plane = i / AREA;
            pixels[i] = 0.3f + 0.02f * plane;
        }
        return new Batch(pixels, new int[] {2, 0}, 2);
    }

    @Test
    void cleanImagesComeFirstAndThenEachRoundOfTheirCopies() {
        INDArray pixels = examples(assembler(Method.DENOISING, 2, 0)).pixels();
        float[] all = pixels.dup('c').reshape(pixels.length()).toFloatVector();
        int image = 3 * AREA;

        assertThat(pixels.shape()).containsExactly(6, 3, TinyModels.SIDE, TinyModels.SIDE);
        assertThat(Arrays.copyOf(all, 2 * image)).isEqualTo(batch.pixels());
        for (int row = 2; row < 6; row++) {
            double farthest = 0;
            for (int i = 0; i < image; i++) {
                farthest = Math.max(farthest, Math.abs(all[row * image + i] - all[row % 2 * image + i]));
            }
            assertThat(farthest).as("row %d from clean image %d", row, row % 2).isBetween(0.015, 0.2 + 1e-6);
        }
        assertThat(Arrays.copyOfRange(all, 2 * image, 4 * image))
                .isNotEqualTo(Arrays.copyOfRange(all, 4 * image, 6 * image));
    }

    @Test
    void methodWithoutNoiseHasNoCopies() {
        Examples examples = examples(assembler(Method.PLAIN, 2, 0));

        assertThat(examples.pixels().size(0)).isEqualTo(2);
        assertThat(examples.targets().size(0)).isEqualTo(2);
    }

    @Test
    void targetsAreSmoothedLabelsTimesTheWeightOfTheirClass() {
        float[][] targets =
                examples(assembler(Method.DENOISING, 1, 0.3)).targets().toFloatMatrix();

        // 0.3 spread over three classes; class 2 weighs 3, class 0 weighs 1.
        float[] ofClass2 = {0.3f, 0.3f, 2.4f};
        float[] ofClass0 = {0.8f, 0.1f, 0.1f};
        assertThat(targets).hasDimensions(4, 3);
        for (int row = 0; row < 4; row++) {
            assertThat(targets[row]).containsExactly(row % 2 == 0 ? ofClass2 : ofClass0, within(1e-6f));
        }
    }

    @Test
    void adversarialImagesComeLastAndBearWhatTheCleanOnesDoNot() {
        DefenceOptions quarter = new DefenceOptions(
                Defences.ADVERSARIAL,
                Map.of(
                        DefenceSetting.DEFENCE_EPSILON, 4.0,
                        DefenceSetting.DEFENCE_STEPS, 2.0,
                        DefenceSetting.CLEAN_SHARE, 0.25,
                        DefenceSetting.DEFENCE_WARM_UP, 0.0));
        Examples examples = examples(assembler(Method.DENOISING, 1, 0, quarter));
        float[] all = examples.pixels().dup('c').data().asFloat();
        int image = 3 * AREA;

        assertThat(examples.pixels().size(0)).isEqualTo(6);
        assertThat(examples.clean().dup('c').data().asFloat()).isEqualTo(batch.pixels());
        for (int row = 4; row < 6; row++) {
            double farthest = 0;
            for (int i = 0; i < image; i++) {
                farthest = Math.max(farthest, Math.abs(all[row * image + i] - all[row % 2 * image + i]));
            }
            assertThat(farthest).isCloseTo(4 / 255.0, within(1e-5));
        }
        // Label 0, of class weight 1: three groups of a mean weight of 1, two of them for the clean image's part.
        assertThat(ofLabel0(examples)).containsExactly(new float[] {0.375f, 1.5f, 1.125f}, within(1e-6f));
    }

    @Test
    void whereNoCleanImageIsReadTheFirstGroupIsNotClean() {
        DefenceOptions madry = DefenceOptions.of(Defences.ADVERSARIAL);
        Examples examples = examples(assembler(Method.PLAIN, 1, 0, madry));

        assertThat(examples.pixels().size(0)).isEqualTo(2);
        assertThat(examples.clean().dup('c').data().asFloat()).isEqualTo(batch.pixels());
        assertThat(examples.pixels()).isNotEqualTo(examples.clean());
        assertThat(ofLabel0(examples)).containsExactly(new float[] {1}, within(1e-6f));
    }

    /** Returns, for each group, the target of class 0 of the second image, whose label that is. */
    private static float[] ofLabel0(Examples examples) {
        float[][] targets = examples.targets().toFloatMatrix();
        float[] column = new float[targets.length / 2];
        for (int group = 0; group < column.length; group++) {
            column[group] = targets[2 * group + 1][0];
        }
        return column;
    }

    private Examples examples(BatchAssembler assembler) {
        return assembler.examples(batch, new ClassifierGraph(TinyModels.model(3, 3, DataType.FLOAT)), 0.5, 1);
    }

    private static BatchAssembler assembler(Method method, int copies, double smoothing) {
        return assembler(method, copies, smoothing, DefenceOptions.of(Defences.NONE));
    }

    private static BatchAssembler assembler(Method method, int copies, double smoothing, DefenceOptions defence) {
        TrainOptions options = new TrainOptions(
                new TrainOptions.Loss(method, copies, 1, List.of(), 10, Balance.WEIGHTS, smoothing),
                new TrainOptions.Inputs(Noise.UNIFORM, 0.2, AugmentationConfig.none(), false),
                defence,
                new TrainOptions.Optimisation(0.01, 0, WeightForm.PLAIN, 0),
                new TrainOptions.Duration(1, 2, 1),
                1);
        return new BatchAssembler(options, TinyModels.spec(3, 3), new double[] {1, 2, 3}, defence.create(List.of()));
    }
}
