package org.robustdx.trainer.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.common.Argmax;

class CascadeTest {
    /** Class 1 from a mean of one half on. */
    private static final ByBrightness MODEL = new ByBrightness();

    private final INDArray pixels =
            Nd4j.createFromArray(0.1f, 0.6f, 0.45f, 0.3f).reshape(4, 1, 1, 1);
    private final int[] labels = {0, 0, 0, 0};

    private record ByBrightness() implements Classifier {
        @Override
        public int classes() {
            return 2;
        }

        @Override
        public INDArray logits(INDArray pixels) {
            float[][] rows = Oracle.rows(pixels);
            float[][] logits = new float[rows.length][];
            for (int i = 0; i < rows.length; i++) {
                logits[i] = new float[] {0.5f - rows[i][0], 0};
            }
            return Nd4j.createFromArray(logits);
        }

        @Override
        public Gradient crossEntropyGradient(INDArray pixels, INDArray targets) {
            throw new AssertionError("nobody asks");
        }

        @Override
        public INDArray logitsGradient(INDArray pixels, INDArray cotangents) {
            throw new AssertionError("nobody asks");
        }
    }

    /** Adds a number to all pixels, and notes how many images it was given. */
    private record Brighten(float by, List<Long> given) implements Attack {
        @Override
        public String name() {
            return "brighten";
        }

        @Override
        public List<String> options() {
            return List.of("by=" + by);
        }

        @Override
        public INDArray perturb(Classifier model, INDArray images, int[] labels, Budget budget, long seed) {
            given.add(images.size(0));
            return images.add(by);
        }
    }

    @Test
    void eachAttackSeesOnlyWhatTheOnesBeforeLeft() {
        List<Long> given = new ArrayList<>();
        Cascade cascade = new Cascade(
                "test", List.of(new Brighten(0.1f, given), new Brighten(0.25f, given), new Brighten(0.3f, given)));
        INDArray result = cascade.perturb(MODEL, pixels, labels, new Budget(127), 1);

        // 0.6 is misclassified without any attack; 0.45 falls to the first, 0.3 to the second.
        assertThat(given).containsExactly(3L, 2L, 1L);
        assertThat(Oracle.rows(result)).isDeepEqualTo(new float[][] {{0.4f}, {0.6f}, {0.55f}, {0.55f}});
    }

    @Test
    void stopsWhenNothingIsLeft() {
        List<Long> given = new ArrayList<>();
        Brighten enough = new Brighten(0.49f, given);
        new Cascade("test", List.of(enough, enough, enough)).perturb(MODEL, pixels, labels, new Budget(127), 1);

        assertThat(given).containsExactly(3L);
    }

    @Test
    void whatAnAttackReturnsBeyondTheBudgetIsBroughtBack() {
        Cascade cascade = new Cascade("test", List.of(new Brighten(0.8f, new ArrayList<>())));
        INDArray result = cascade.perturb(MODEL, pixels, labels, new Budget(51), 1);

        assertThat(result.getFloat(0)).isEqualTo(0.1f + 0.2f);
    }

    @Test
    void standardIsNoWeakerThanAnyOfItsParts() {
        var model = new org.robustdx.trainer.model.ClassifierGraph(TinyModels.model(1, 3, DataType.FLOAT));
        INDArray images = TinyModels.pixels(4, 1, DataType.FLOAT, 9);
        int[] read = java.util.Arrays.stream(Oracle.rows(model.logits(images)))
                .mapToInt(Argmax::of)
                .toArray();
        Cascade standard = Standard.cascade(3, 3, 1, 2, 10);
        // Strong enough for some of the images, not for all.
        Budget budget = new Budget(0.3);
        long misclassified = misclassified(model, standard.perturb(model, images, read, budget, 3), read);
        for (Attack part : standard.attacks()) {
            assertThat(misclassified)
                    .isGreaterThanOrEqualTo(misclassified(model, part.perturb(model, images, read, budget, 3), read));
        }
    }

    private static long misclassified(Classifier model, INDArray images, int[] labels) {
        float[][] logits = Oracle.rows(model.logits(images));
        return java.util.stream.IntStream.range(0, labels.length)
                .filter(i -> Argmax.of(logits[i]) != labels[i])
                .count();
    }
}
