package org.robustdx.trainer.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

class NoiseLevelTest {
    private static final int SIDE = 64;

    private interface Scene {
        double at(int y, int x);
    }

    @Test
    void flatAndLinearImagesHaveNoNoise() {
        assertThat(score((y, x) -> 0.4)).isCloseTo(0, within(1e-6));
        assertThat(score((y, x) -> 0.1 + 0.005 * y + 0.007 * x)).isCloseTo(0, within(1e-6));
    }

    @Test
    void normalNoiseIsMeasuredByItsDeviation() {
        Random random = new Random(1);

        assertThat(score((y, x) -> 0.1 + 0.005 * y + 0.02 * random.nextGaussian()))
                .isCloseTo(0.02, within(0.001));
    }

    @Test
    void singlePixelCountsWithTheNormOfTheMask() {
        // Responses of |1|, |2|, |4| sum to 4·1 + 4·2 + 4 = 16, over 62·62 places.
        double expected = Math.sqrt(Math.PI / 2) / 6 * 16 * 0.5 / (62 * 62);

        assertThat(score((y, x) -> y == 30 && x == 20 ? 0.5 : 0)).isCloseTo(expected, within(1e-7));
    }

    private static double score(Scene scene) {
        float[] pixels = new float[SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) scene.at(i / SIDE, i % SIDE);
        }
        SameDiff sd = SameDiff.create();
        SDVariable image = sd.constant(Nd4j.createFromArray(pixels).reshape(1, 1, SIDE, SIDE));
        SDVariable logits = sd.constant(Nd4j.zeros(1, 2));
        return new NoiseLevel()
                .score(sd, new Detector.Readings(image, logits, logits, image, logits, logits, Map.of()))
                .eval()
                .getDouble(0);
    }
}
