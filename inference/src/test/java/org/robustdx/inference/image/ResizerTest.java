package org.robustdx.inference.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.Draw;

class ResizerTest {
    @Test
    void shouldAverageByArea() {
        Raster in = gray(4, 2, 0, 10, 20, 30, 40, 50, 60, 70);
        // Means of 2x2 blocks: (0 + 10 + 40 + 50) / 4 = 25, (20 + 30 + 60 + 70) / 4 = 45
        assertThat(Resizer.resize(in, 1, 2, Fit.CROP)).isEqualTo(gray(2, 1, 25, 45));
    }

    @Test
    void shouldWeighBorderPixelsByTheirCoverage() {
        // 3 to 2: the middle pixel is halved. (2 * 0 + 90) / 3 = 30, (90 + 2 * 30) / 3 = 50
        assertThat(Resizer.resize(gray(3, 1, 0, 90, 30), 1, 2, Fit.PAD).width()).isEqualTo(2);
        Raster square = gray(3, 3, 0, 90, 30, 0, 90, 30, 0, 90, 30);
        assertThat(Resizer.resize(square, 2, 2, Fit.CROP)).isEqualTo(gray(2, 2, 30, 50, 30, 50));
    }

    @Test
    void shouldRoundHalvesUp() {
        assertThat(Resizer.resize(gray(2, 2, 1, 2, 1, 2), 1, 1, Fit.CROP)).isEqualTo(gray(1, 1, 2));
    }

    @Test
    void shouldInterpolateBetweenPixelCentres() {
        // 2 to 4: centres at -0.25, 0.25, 0.75, 1.25 of the source: 0, 25, 75, 100
        Raster in = gray(2, 2, 0, 100, 0, 100);
        Raster out = Resizer.resize(in, 4, 4, Fit.CROP);
        for (int y = 0; y < 4; y++) {
            assertThat(new int[] {out.sample(y, 0, 0), out.sample(y, 1, 0), out.sample(y, 2, 0), out.sample(y, 3, 0)})
                    .containsExactly(0, 25, 75, 100);
        }
    }

    @Test
    void shouldCropTheCentre() {
        Raster in = gray(4, 2, 9, 1, 2, 9, 9, 3, 4, 9);
        assertThat(Resizer.resize(in, 2, 2, Fit.CROP)).isEqualTo(gray(2, 2, 1, 2, 3, 4));
        Raster tall = gray(2, 4, 9, 9, 1, 2, 3, 4, 9, 9);
        assertThat(Resizer.resize(tall, 2, 2, Fit.CROP)).isEqualTo(gray(2, 2, 1, 2, 3, 4));
    }

    @Test
    void shouldCropBetweenPixels() {
        // A window of 2 centred in 3 covers from 0.5 to 2.5: means of neighbours.
        Raster in = gray(3, 2, 0, 10, 40, 100, 110, 140);
        assertThat(Resizer.resize(in, 2, 2, Fit.CROP)).isEqualTo(gray(2, 2, 5, 25, 105, 125));
    }

    @Test
    void shouldPadWithBlack() {
        Raster in = gray(4, 2, 10, 10, 20, 20, 10, 10, 20, 20);
        assertThat(Resizer.resize(in, 3, 2, Fit.PAD)).isEqualTo(gray(2, 3, 0, 0, 10, 20, 0, 0));
    }

    @Test
    void shouldScaleBothAxesWhenItStretches() {
        Raster in = gray(4, 2, 0, 10, 20, 30, 40, 50, 60, 70);
        assertThat(Resizer.resize(in, 2, 2, Fit.STRETCH)).isEqualTo(gray(2, 2, 5, 25, 45, 65));
    }

    @Test
    void shouldKeepChannelsApart() {
        byte[] pixels = {0, 100, (byte) 200, 10, 110, (byte) 210, 0, 100, (byte) 200, 10, 110, (byte) 210};
        assertThat(Resizer.resize(new Raster(2, 2, 3, pixels), 1, 1, Fit.CROP))
                .isEqualTo(new Raster(1, 1, 3, new byte[] {5, 105, (byte) 205}));
    }

    @Test
    void shouldReturnTheSameImageAtItsOwnSize() {
        Raster in = gray(2, 1, 1, 2);
        assertThat(Resizer.resize(in, 1, 2, Fit.PAD)).isSameAs(in);
    }

    @Test
    void shouldHandleExtremeShapes() {
        Raster line = new Raster(100_000, 1, 1, new byte[100_000]);
        assertThat(Resizer.resize(line, 64, 64, Fit.PAD).shape()).isEqualTo("64x64x1");
        assertThat(Resizer.resize(line, 64, 64, Fit.CROP).shape()).isEqualTo("64x64x1");
        assertThat(Resizer.resize(new Raster(1, 100_000, 1, new byte[100_000]), 64, 64, Fit.PAD)
                        .shape())
                .isEqualTo("64x64x1");
    }

    @Test
    void shouldRejectAnEmptyTarget() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resizer.resize(gray(1, 1, 0), 0, 5, Fit.CROP))
                .withMessage("size: 0x5 (expected: height, width >= 1)");
    }

    @Test
    void shouldKeepAConstantImageConstant() {
        Draw.tries(300, draw -> {
            int width = draw.integer(1, 60);
            int height = draw.integer(1, 60);
            int toWidth = draw.integer(1, 60);
            int toHeight = draw.integer(1, 60);
            byte value = draw.octet();
            byte[] pixels = new byte[width * height];
            java.util.Arrays.fill(pixels, value);
            Raster out = Resizer.resize(new Raster(width, height, 1, pixels), toHeight, toWidth, Fit.CROP);
            assertThat(out.pixels()).hasSize(toWidth * toHeight).containsOnly(value);
        });
    }

    @Test
    void shouldGiveExactBlockMeansAtWholeFactors() {
        Draw.tries(200, draw -> {
            int factor = draw.integer(1, 8);
            int width = draw.integer(1, 9);
            int height = draw.integer(1, 9);
            long seed = draw.seed();
            byte[] pixels = new byte[width * height * factor * factor];
            new Random(seed).nextBytes(pixels);
            Raster in = new Raster(width * factor, height * factor, 1, pixels);
            Raster out = Resizer.resize(in, height, width, Fit.CROP);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int sum = 0;
                    for (int i = 0; i < factor * factor; i++) {
                        sum += in.sample(y * factor + i / factor, x * factor + i % factor, 0);
                    }
                    double mean = (double) sum / (factor * factor);
                    assertThat(Math.abs(out.sample(y, x, 0) - mean)).isLessThanOrEqualTo(0.5001);
                }
            }
        });
    }

    @Test
    void shouldStayWithinTheRangeOfTheImage() {
        Draw.tries(200, draw -> {
            int width = draw.integer(1, 40);
            int height = draw.integer(1, 40);
            int toWidth = draw.integer(1, 40);
            int toHeight = draw.integer(1, 40);
            long seed = draw.seed();
            byte[] pixels = new byte[width * height * 3];
            Random random = new Random(seed);
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) (100 + random.nextInt(50));
            }
            Raster out = Resizer.resize(new Raster(width, height, 3, pixels), toHeight, toWidth, Fit.CROP);
            for (byte v : out.pixels()) {
                assertThat(v & 0xff).isBetween(100, 149);
            }
        });
    }

    private static Raster gray(int width, int height, int... values) {
        byte[] pixels = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            pixels[i] = (byte) values[i];
        }
        return new Raster(width, height, 1, pixels);
    }
}
