package org.robustdx.trainer.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.Draw;

class LossesTest {
    @Test
    void derivativeMatchesFiniteDifferences() {
        Draw.tries(200, draw -> {
            Losses loss = draw.of(Losses.values());
            List<Float> values = draw.list(5, 5, () -> (float) draw.real(-8, 8));
            int label = draw.integer(0, 4);
            int away = draw.integer(1, 4);
            float[] z = new float[5];
            for (int i = 0; i < 5; i++) {
                // Distinct values, because at a tie of two logits a margin has two derivatives.
                z[i] = Math.round(values.get(i)) + 0.15f * i;
            }
            int target = (label + away) % 5;
            float[] slope = new float[5];
            double value = loss.of(z, label, target, slope);

            assertThat(value).isFinite();
            for (int i = 0; i < 5; i++) {
                float[] up = z.clone();
                float[] down = z.clone();
                up[i] += 1 / 64f;
                down[i] -= 1 / 64f;
                double expected =
                        (loss.of(up, label, target, new float[5]) - loss.of(down, label, target, new float[5])) * 32;
                assertThat((double) slope[i]).isCloseTo(expected, within(2e-3 + 2e-2 * Math.abs(expected)));
            }
        });
    }

    @Test
    void valuesMatchThoseComputedByHand() {
        float[] z = {1, 4, 2, -1};
        assertThat(Losses.MARGIN.of(z, 1, 0, new float[4])).isEqualTo(-2);
        assertThat(Losses.MARGIN.of(z, 0, 0, new float[4])).isEqualTo(3);
        // (2 - 4) / (4 - 1); (-1 - 4) / (4 - (1 + -1) / 2)
        assertThat(Losses.DLR.of(z, 1, 0, new float[4])).isCloseTo(-2 / 3.0, within(1e-9));
        assertThat(Losses.TARGETED_DLR.of(z, 1, 3, new float[4])).isCloseTo(-5 / 4.0, within(1e-9));
        assertThat(Losses.CROSS_ENTROPY.of(new float[] {0, 0}, 1, 0, new float[2]))
                .isCloseTo(Math.log(2), within(1e-9));
    }

    @Test
    void ratioDoesNotDependOnTheScaleOfTheLogits() {
        float[] z = {1, 4, 2, -1};
        float[] scaled = {1000, 4000, 2000, -1000};
        assertThat(Losses.DLR.of(scaled, 1, 0, new float[4]))
                .isCloseTo(Losses.DLR.of(z, 1, 0, new float[4]), within(1e-6));
    }

    @Test
    void marginReplacesTheRatioIfItIsUndefined() {
        assertThat(Losses.dlr(2)).isEqualTo(Losses.MARGIN);
        assertThat(Losses.dlr(3)).isEqualTo(Losses.DLR);
        assertThat(Losses.targetedDlr(3)).isEqualTo(Losses.TARGETED_MARGIN);
        assertThat(Losses.targetedDlr(4)).isEqualTo(Losses.TARGETED_DLR);
    }
}
