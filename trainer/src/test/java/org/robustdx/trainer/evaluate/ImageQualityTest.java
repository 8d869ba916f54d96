package org.robustdx.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.image.Raster;

class ImageQualityTest {
    @Test
    void errorOfAKnownDifference() {
        // 51 levels of 255 are a fifth: mean squared error 0.04, which is 13.98 dB.
        double error = ImageQuality.meanSquaredError(flat(100), flat(151));
        assertThat(error).isCloseTo(0.04, within(1e-12));
        assertThat(ImageQuality.psnr(error)).isCloseTo(13.979, within(1e-3));
    }

    @Test
    void anImageIsWhollySimilarToItself() {
        Raster image = noise(1);
        assertThat(ImageQuality.meanSquaredError(image, image)).isZero();
        assertThat(ImageQuality.ssim(image, image)).isCloseTo(1, within(1e-12));
    }

    @Test
    void flatImagesDifferInTheirMeansAlone() {
        // (2ab + C1) / (a² + b² + C1), equation 6 of the paper.
        double a = 100 / 255.0;
        double b = 151 / 255.0;
        assertThat(ImageQuality.ssim(flat(100), flat(151)))
                .isCloseTo((2 * a * b + 1e-4) / (a * a + b * b + 1e-4), within(1e-9));
    }

    @Test
    void unrelatedImagesAreHardlySimilarAndTheOrderDoesNotMatter() {
        Raster one = noise(1);
        Raster other = noise(2);
        assertThat(Math.abs(ImageQuality.ssim(one, other))).isLessThan(0.2);
        assertThat(ImageQuality.ssim(one, other)).isCloseTo(ImageQuality.ssim(other, one), within(1e-12));
    }

    @Test
    void anInvertedImageIsOppositeToItself() {
        Raster image = noise(1);
        byte[] inverted = image.pixels().clone();
        for (int i = 0; i < inverted.length; i++) {
            inverted[i] = (byte) (255 - (inverted[i] & 0xFF));
        }
        assertThat(ImageQuality.ssim(image, new Raster(16, 20, 1, inverted))).isLessThan(-0.8);
    }

    @Test
    void imagesSmallerThanTheWindowHaveASimilarityToo() {
        Raster small = new Raster(4, 5, 1, new byte[20]);
        assertThat(ImageQuality.ssim(small, small)).isCloseTo(1, within(1e-12));
    }

    private static Raster flat(int level) {
        byte[] pixels = new byte[16 * 20];
        Arrays.fill(pixels, (byte) level);
        return new Raster(16, 20, 1, pixels);
    }

    private static Raster noise(long seed) {
        byte[] pixels = new byte[16 * 20];
        new Random(seed).nextBytes(pixels);
        return new Raster(16, 20, 1, pixels);
    }
}
