package org.robustdx.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.Draw;

class AugmentationTest {
    private static float[] apply(AugmentationConfig config, byte[] image, int h, int w, int c, long seed) {
        float[] out = new float[h * w * c];
        new Augmentation(config).apply(image, h, w, c, seed, out, 0);
        return out;
    }

    private static AugmentationConfig moves(boolean h, boolean v, double rotation, double scale, double translation) {
        return new AugmentationConfig(h, v, rotation, scale, translation, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void noneShouldTurnHwcBytesIntoChwFloats() {
        byte[] image = {0, (byte) 255, 10, 1, (byte) 128, 20};
        float[] out = apply(AugmentationConfig.none(), image, 1, 2, 3, 7);
        assertThat(out).containsExactly(0f, 1 / 255f, 1f, 128 / 255f, 10 / 255f, 20 / 255f);
    }

    @Test
    void flipsShouldGiveExactlyTheFourMirrorImages() {
        byte[] image = {1, 2, 3, 4, 5, 6};
        Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < 64; seed++) {
            StringBuilder text = new StringBuilder();
            for (float x : apply(moves(true, true, 0, 0, 0), image, 2, 3, 1, seed)) {
                text.append(Math.round(x * 255 * 1000) / 1000.0).append(' ');
            }
            seen.add(text.toString());
        }
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "1.0 2.0 3.0 4.0 5.0 6.0 ",
                        "3.0 2.0 1.0 6.0 5.0 4.0 ",
                        "4.0 5.0 6.0 1.0 2.0 3.0 ",
                        "6.0 5.0 4.0 3.0 2.0 1.0 ");
    }

    @Test
    void horizontalFlipShouldNeverTurnUpsideDown() {
        byte[] image = {1, 1, 9, 9};
        for (int seed = 0; seed < 32; seed++) {
            float[] out = apply(moves(true, false, 0, 0, 0), image, 2, 2, 1, seed);
            assertThat(out[0]).isLessThan(out[2]);
        }
    }

    @Test
    void everyValueStaysInRangeForAnySize() {
        Draw.tries(200, draw -> {
            int h = draw.integer(1, 17);
            int w = draw.integer(1, 17);
            long seed = draw.seed();
            byte[] image = TestImages.raster(h, w, 3, seed).pixels();
            AugmentationConfig wild = new AugmentationConfig(true, true, 180, 0.9, 0.5, 1, 0.9, 2, 0.9, 1, 1);
            for (float x : apply(wild, image, h, w, 3, seed)) {
                assertThat(x).isBetween(0f, 1f);
            }
            for (float x : apply(AugmentationConfig.skin(), image, h, w, 3, seed)) {
                assertThat(x).isBetween(0f, 1f);
            }
        });
    }

    @Test
    void movingAConstantImageChangesNothing() {
        Draw.tries(100, draw -> {
            int value = draw.integer(0, 255);
            long seed = draw.seed();
            byte[] image = new byte[64];
            Arrays.fill(image, (byte) value);
            for (float x : apply(moves(true, true, 180, 0.3, 0.3), image, 8, 8, 1, seed)) {
                assertThat(x).isCloseTo(value / 255f, within(1e-6f));
            }
        });
    }

    @Test
    void rotationShouldTurnAroundTheCentreByAtMostItsAngle() {
        // A bright dot 10 pixels right of the centre moves on a circle.
        int n = 41;
        byte[] image = new byte[n * n];
        image[20 * n + 30] = (byte) 255;
        double largest = 0;
        for (int seed = 0; seed < 40; seed++) {
            float[] out = apply(moves(false, false, 30, 0, 0), image, n, n, 1, seed);
            double mass = 0;
            double x = 0;
            double y = 0;
            for (int i = 0; i < out.length; i++) {
                mass += out[i];
                x += out[i] * (i % n - 20);
                y += out[i] * (i / n - 20);
            }
            assertThat(Math.hypot(x / mass, y / mass)).isCloseTo(10, within(0.7));
            double angle = Math.toDegrees(Math.abs(Math.atan2(y / mass, x / mass)));
            assertThat(angle).isLessThan(34);
            largest = Math.max(largest, angle);
        }
        assertThat(largest).isGreaterThan(20);
    }

    @Test
    void oneSeedShouldGiveOneImageAndAnotherAnother() {
        byte[] image = TestImages.raster(9, 9, 3, 1).pixels();
        assertThat(apply(AugmentationConfig.skin(), image, 9, 9, 3, 5))
                .isEqualTo(apply(AugmentationConfig.skin(), image, 9, 9, 3, 5))
                .isNotEqualTo(apply(AugmentationConfig.skin(), image, 9, 9, 3, 6));
    }

    @Test
    void shouldWriteFromTheOffsetOn() {
        float[] out = new float[6];
        new Augmentation(AugmentationConfig.none()).apply(new byte[] {51, 102}, 1, 2, 1, 0, out, 3);
        assertThat(out).containsExactly(0, 0, 0, 51 / 255f, 102 / 255f, 0);
    }

    @Test
    void toneShouldKeepTheOrderOfGrays() {
        byte[] ramp = new byte[256];
        for (int i = 0; i < 256; i++) {
            ramp[i] = (byte) i;
        }
        AugmentationConfig tone = new AugmentationConfig(false, false, 0, 0, 0, 0.2, 0.3, 0.5, 0.1, 0, 0);
        for (int seed = 0; seed < 20; seed++) {
            float[] out = apply(tone, ramp, 16, 16, 1, seed);
            for (int i = 1; i < 256; i++) {
                assertThat(out[i]).isGreaterThanOrEqualTo(out[i - 1]);
            }
        }
    }

    @Test
    void sharpnessScalesTheDifferenceFromTheNeighboursMean() {
        byte[] dot = new byte[49];
        Arrays.fill(dot, (byte) 90);
        dot[24] = (byte) 180;
        AugmentationConfig blurred = new AugmentationConfig(false, false, 0, 0, 0, 0, 0, 0, 0, 1, 0);
        double least = 1;
        double most = 0;
        for (int seed = 0; seed < 40; seed++) {
            float[] out = apply(blurred, dot, 7, 7, 1, seed);
            // 10 is a ninth of the dot's 90: so much rises the mean around it and beside it.
            double amount = (out[24] * 255 - 180) / 80;
            assertThat(out[23] * 255).isCloseTo((float) (90 - 10 * amount), within(0.01f));
            assertThat(out[0] * 255).isCloseTo(90, within(0.01f));
            least = Math.min(least, amount);
            most = Math.max(most, amount);
        }
        assertThat(least).isBetween(-1.0, -0.5);
        assertThat(most).isBetween(0.5, 1.0);
    }

    @Test
    void stretchChangesTheRatioOfWidthToHeightAndKeepsTheArea() {
        // The sides of a bright box of 20 x 20 pixels, from the spread of its mass.
        int n = 60;
        byte[] image = new byte[n * n];
        for (int y = 20; y < 40; y++) {
            Arrays.fill(image, y * n + 20, y * n + 40, (byte) 255);
        }
        AugmentationConfig stretched = AugmentationConfig.none().with(Map.of("stretch", 0.5));
        double narrowest = 1;
        double widest = 1;
        for (int seed = 0; seed < 40; seed++) {
            float[] out = apply(stretched, image, n, n, 1, seed);
            double mass = 0;
            double xx = 0;
            double yy = 0;
            for (int y = 0; y < n; y++) {
                for (int x = 0; x < n; x++) {
                    float value = out[y * n + x];
                    mass += value;
                    xx += value * (x - 29.5) * (x - 29.5);
                    yy += value * (y - 29.5) * (y - 29.5);
                }
            }
            assertThat(mass).isCloseTo(400, within(8.0));
            double ratio = Math.sqrt(xx / yy);
            assertThat(ratio).isBetween(Math.exp(-0.52), Math.exp(0.52));
            narrowest = Math.min(narrowest, ratio);
            widest = Math.max(widest, ratio);
        }
        assertThat(narrowest).isLessThan(0.75);
        assertThat(widest).isGreaterThan(1.35);
    }

    @Test
    void configurationWithInvalidArgument() {
        assertThatThrownBy(() -> moves(false, false, 181, 0, 0))
                .hasMessage("rotation: 181.0 (expected: 0 <= rotation <= 180.0)");
        assertThatThrownBy(() -> moves(false, false, 0, Double.NaN, 0)).hasMessageStartingWith("scale: NaN");
        assertThatThrownBy(() -> moves(false, false, 0, 0, -0.1)).hasMessageStartingWith("translation: -0.1");
    }

    @Test
    void someAmountsCanBeChangedByName() {
        AugmentationConfig usual = AugmentationConfig.chest();
        AugmentationConfig varied = usual.times(0.5).with(Map.of("scale", 0.2, "stretch", 0.4));

        assertThat(varied.scale()).isEqualTo(0.2);
        assertThat(varied.stretch()).isEqualTo(0.4);
        assertThat(varied.gamma()).isEqualTo(0.5 * usual.gamma());
        assertThat(varied.horizontalFlip()).isTrue();
        assertThat(varied.shareOf(usual)).isEqualTo(0.5);
        assertThat(varied.changesOf(usual.times(0.5)))
                .containsExactly(Map.entry("scale", 0.2), Map.entry("stretch", 0.4));
        assertThat(usual.changesOf(usual)).isEmpty();
    }

    @Test
    void changedAmountsWithInvalidArgument() {
        assertThatThrownBy(() -> AugmentationConfig.none().with(Map.of("zoom", 0.1)))
                .hasMessage("vary: zoom (expected: one of rotation, scale, translation, brightness, contrast, gamma,"
                        + " colour, sharpness, stretch)");
        assertThatThrownBy(() -> AugmentationConfig.none().with(Map.of("stretch", 1.5)))
                .hasMessage("stretch: 1.5 (expected: 0 <= stretch <= 1.0)");
    }

    @Test
    void chestImagesShouldNeverBeTurnedUpsideDown() {
        assertThat(AugmentationConfig.chest().verticalFlip()).isFalse();
        assertThat(AugmentationConfig.skin().verticalFlip()).isTrue();
    }

    @Test
    void configurationShouldReadWell() {
        assertThat(AugmentationConfig.none()).hasToString("none");
        assertThat(AugmentationConfig.chest())
                .hasToString("left-right flips, rotation 4 degrees, scale 0.05, translation 0.03, brightness 0.12, "
                        + "contrast 0.25, gamma 0.35, sharpness 0.3");
    }

    @Test
    void aShareOfAConfigurationKeepsFlipsAndFullTurns() {
        AugmentationConfig whole = AugmentationConfig.skin();
        AugmentationConfig half = whole.times(0.5);

        assertThat(half)
                .isEqualTo(new AugmentationConfig(true, true, 180, 0.075, 0.04, 0.06, 0.125, 0.15, 0.04, 0.15, 0));
        assertThat(half.shareOf(whole)).isEqualTo(0.5);
        assertThat(AugmentationConfig.chest().times(0.3).shareOf(AugmentationConfig.chest()))
                .isEqualTo(0.3);
        assertThatThrownBy(() -> whole.times(1.1)).hasMessage("augmentation: 1.1 (expected: 0 <= augmentation <= 1)");
    }
}
