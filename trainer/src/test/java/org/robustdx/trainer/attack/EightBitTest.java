package org.robustdx.trainer.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.inference.Draw;

class EightBitTest {
    private static final int LENGTH = 64;

    @Test
    void roundedImageIsOnTheGridAndInTheBudget() {
        Draw.tries(200, draw -> {
            Norm norm = draw.of(Norm.values());
            long seed = draw.seed();
            double share = draw.real(0.01, 1);
            Budget budget = norm == Norm.LINF ? new Budget(share * 20) : new Budget(Norm.L2, share);
            SplittableRandom random = new SplittableRandom(seed);
            float[] clean = new float[LENGTH];
            float[] adversarial = new float[LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                clean[i] = random.nextInt(256) / 255f;
            }
            norm.fillRandom(adversarial, budget.radius(), random);
            Rows.add(adversarial, 1, clean);
            norm.project(adversarial, clean, budget.radius());
            float[] rounded = rounded(clean, adversarial, budget);

            assertThat(norm.distance(rounded, clean)).isLessThanOrEqualTo(budget.radius() + 1e-6);
            for (int i = 0; i < LENGTH; i++) {
                double level = 255.0 * rounded[i];
                assertThat(level).isBetween(0.0, 255.0).isCloseTo(Math.rint(level), within(1e-4));
                assertThat(Math.abs(rounded[i] - adversarial[i])).isLessThanOrEqualTo(1 / 255f + 1e-6f);
            }
        });
    }

    @Test
    void l2ChangeKeepsItsLengthAlthoughRoundingToNearestWouldLoseIt() {
        Draw.tries(50, draw -> {
            long seed = draw.seed();
            // A change of a fifth of a level in every sample, which rounding to nearest would remove.
            SplittableRandom random = new SplittableRandom(seed);
            float[] clean = new float[LENGTH];
            float[] adversarial = new float[LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                clean[i] = (1 + random.nextInt(254)) / 255f;
                adversarial[i] = clean[i] + (random.nextBoolean() ? 0.2f : -0.2f) / 255;
            }
            Budget budget = new Budget(Norm.L2, 1);
            double length = Norm.L2.distance(adversarial, clean);

            assertThat(Norm.L2.distance(rounded(clean, adversarial, budget), clean))
                    .isBetween(0.6 * length, length);
        });
    }

    private static float[] rounded(float[] clean, float[] adversarial, Budget budget) {
        try (INDArray pixels = Nd4j.createFromArray(clean).reshape(1, 1, 8, 8);
                INDArray attacked = Nd4j.createFromArray(adversarial).reshape(1, 1, 8, 8)) {
            return Oracle.taken(EightBit.round(pixels, attacked, budget))[0];
        }
    }
}
