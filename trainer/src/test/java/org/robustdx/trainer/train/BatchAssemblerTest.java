package org.robustdx.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.data.AugmentationConfig;
import org.robustdx.trainer.data.Batch;

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
        INDArray pixels = assembler(Method.DENOISING, 2, 0).pixels(batch, new SplittableRandom(1));
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
        BatchAssembler assembler = assembler(Method.PLAIN, 2, 0);

        assertThat(assembler.pixels(batch, new SplittableRandom(1)).size(0)).isEqualTo(2);
        assertThat(assembler.targets(batch).size(0)).isEqualTo(2);
    }

    @Test
    void targetsAreSmoothedLabelsTimesTheWeightOfTheirClass() {
        float[][] targets = assembler(Method.DENOISING, 1, 0.3).targets(batch).toFloatMatrix();

        // 0.3 spread over three classes; class 2 weighs 3, class 0 weighs 1.
        float[] ofClass2 = {0.3f, 0.3f, 2.4f};
        float[] ofClass0 = {0.8f, 0.1f, 0.1f};
        assertThat(targets).hasDimensions(4, 3);
        for (int row = 0; row < 4; row++) {
            assertThat(targets[row]).containsExactly(row % 2 == 0 ? ofClass2 : ofClass0, within(1e-6f));
        }
    }

    private static BatchAssembler assembler(Method method, int copies, double smoothing) {
        TrainOptions options = new TrainOptions(
                method,
                copies,
                1,
                10,
                Noise.UNIFORM,
                0.2,
                AugmentationConfig.none(),
                1,
                2,
                0.01,
                0,
                smoothing,
                0,
                1,
                1);
        return new BatchAssembler(options, TinyModels.spec(3, 3), new double[] {1, 2, 3});
    }
}
