package org.robustdx.trainer.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.common.Argmax;

class AdaptiveTest {
    private static final int LENGTH = 64;
    private static final LinearClassifier LINEAR = new LinearClassifier(2, LENGTH, 1);

    private final Guarded model = new Guarded();
    private final INDArray pixels = Nd4j.valueArrayOf(new long[] {3, 1, 8, 8}, 0.5f);
    private final int label = Argmax.of(Oracle.rows(LINEAR.logits(pixels))[0]);
    private final int[] labels = {label, label, label};

    /** Its detector reacts to any change of the upper half of an image, and to no change of the lower half. */
    private static final class Guarded implements DetectingClassifier {
        @Override
        public List<Alarm> alarms() {
            return List.of(new Alarm("upper-half", 0, 1e-6));
        }

        @Override
        public int classes() {
            return 2;
        }

        @Override
        public INDArray logits(INDArray pixels) {
            return LINEAR.logits(pixels);
        }

        @Override
        public Gradient crossEntropyGradient(INDArray pixels, INDArray targets) {
            return LINEAR.crossEntropyGradient(pixels, targets);
        }

        @Override
        public INDArray logitsGradient(INDArray pixels, INDArray cotangents) {
            return LINEAR.logitsGradient(pixels, cotangents);
        }

        @Override
        public Readings readings(INDArray pixels) {
            float[][] x = Oracle.rows(pixels);
            float[][] scores = new float[x.length][1];
            for (int i = 0; i < x.length; i++) {
                for (int j = 0; j < LENGTH / 2; j++) {
                    scores[i][0] += (x[i][j] - 0.5f) * (x[i][j] - 0.5f);
                }
            }
            return new Readings(logits(pixels), logits(pixels), Nd4j.createFromArray(scores));
        }

        @Override
        public INDArray readingsGradient(INDArray pixels, Readings cotangents) {
            float[][] x = Oracle.rows(pixels);
            float[][] weights = Oracle.rows(cotangents.scores());
            float[][] gradient = Oracle.rows(
                    LINEAR.logitsGradient(pixels, cotangents.logits().add(cotangents.logitsOfDenoised())));
            for (int i = 0; i < x.length; i++) {
                for (int j = 0; j < LENGTH / 2; j++) {
                    gradient[i][j] += 2 * weights[i][0] * (x[i][j] - 0.5f);
                }
            }
            return Oracle.images(gradient, pixels.shape(), pixels.dataType());
        }
    }

    @ParameterizedTest
    @EnumSource
    void findsAMisclassifiedImageThatIsNotFlagged(Norm norm) {
        INDArray unaware = new Pgd(40, 1).perturb(model, pixels, labels, budget(norm), 3);
        INDArray adaptive = new Adaptive(200, 3, 0.001).perturb(model, pixels, labels, budget(norm), 3);

        for (int i = 0; i < 3; i++) {
            assertThat(Argmax.of(Oracle.rows(model.logits(unaware))[i])).isNotEqualTo(label);
            assertThat(suspicion(unaware, i)).isGreaterThan(10);
            assertThat(Argmax.of(Oracle.rows(model.logits(adaptive))[i])).isNotEqualTo(label);
            assertThat(suspicion(adaptive, i)).isLessThan(suspicion(unaware, i) / 20);
        }
    }

    private double suspicion(INDArray images, int i) {
        return model.alarms().get(0).suspicion(model.readings(images).scores().getDouble(i, 0));
    }

    /** Three times the radius that an attack on the lower half alone needs. */
    private Budget budget(Norm norm) {
        float[] difference = LINEAR.weights(1 - label, LENGTH)
                .sub(LINEAR.weights(label, LENGTH))
                .toFloatVector();
        java.util.Arrays.fill(difference, 0, LENGTH / 2, 0);
        float[] logits = Oracle.rows(LINEAR.logits(pixels))[0];
        double radius = 3 * (logits[label] - logits[1 - label]) / norm.dualLength(difference);
        return new Budget(norm, norm == Norm.LINF ? radius * 255 : radius);
    }
}
