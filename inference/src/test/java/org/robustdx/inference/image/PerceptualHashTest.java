package org.robustdx.inference.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.Draw;

class PerceptualHashTest {
    private static final int SIDE = 64;

    @Test
    void shouldSetABitWhereTheRightNeighbourIsBrighter() {
        byte[] pixels = new byte[16 * 17];
        pixels[1] = 10; // row 0: up at the first bit, down at the second
        pixels[15 * 17 + 16] = 1; // row 15: up at the last bit
        assertThat(PerceptualHash.of(new Raster(17, 16, 1, pixels))).isEqualTo(new PerceptualHash(1L << 63, 0, 0, 1));
    }

    @Test
    void shouldCountDifferentBits() {
        PerceptualHash one = new PerceptualHash(-1, 0, 0b101, 0);
        assertThat(one.distance(new PerceptualHash(0, 0, 0b001, 1))).isEqualTo(64 + 1 + 1);
        assertThat(one.distance(one)).isZero();
    }

    @Test
    void shouldRefuseOtherSizes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PerceptualHash.ofBytes(ByteBuffer.allocate(31)))
                .withMessage("bytes: 31 (expected: 32)");
    }

    @Test
    void shouldComeBackFromBytes() {
        Draw.tries(100, draw -> {
            long a = draw.seed();
            long b = draw.seed();
            long c = draw.seed();
            long d = draw.seed();
            PerceptualHash hash = new PerceptualHash(a, b, c, d);
            assertThat(PerceptualHash.ofBytes(hash.toBytes())).isEqualTo(hash);
        });
    }

    @Test
    void shouldBeAMetric() {
        Draw.tries(100, draw -> {
            long a = draw.seed();
            long b = draw.seed();
            long c = draw.seed();
            PerceptualHash one = new PerceptualHash(a, b, c, a);
            PerceptualHash two = new PerceptualHash(b, c, a, c);
            PerceptualHash three = new PerceptualHash(c, a, b, b);
            assertThat(one.distance(two)).isEqualTo(two.distance(one)).isBetween(0, PerceptualHash.BITS);
            assertThat(one.distance(three)).isLessThanOrEqualTo(one.distance(two) + two.distance(three));
        });
    }

    @Test
    void shouldHardlyChangeUnderNoiseAndBrightnessAndTellImagesApart() {
        int[] changes = new int[200];
        for (int seed = 0; seed < changes.length; seed++) {
            PerceptualHash hash = PerceptualHash.of(blobs(seed, 0, 0));
            changes[seed] = hash.distance(PerceptualHash.of(blobs(seed, seed % 21, 2)));
            assertThat(hash.distance(PerceptualHash.of(blobs(seed + 1, 0, 0)))).isGreaterThan(32);
        }
        Arrays.sort(changes);
        assertThat(changes[189]).as("95 of 100 images").isLessThanOrEqualTo(16);
    }

    /** Soft bright spots at places that the seed draws, with noise on top. */
    private static Raster blobs(int seed, int brighter, int noise) {
        Random places = new Random(seed);
        double[][] spots = new double[12][];
        for (int i = 0; i < spots.length; i++) {
            spots[i] = new double[] {places.nextInt(SIDE), places.nextInt(SIDE), 30 + places.nextInt(60)};
        }
        byte[] pixels = new byte[SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            double value = 20 + brighter + (noise == 0 ? 0 : places.nextInt(2 * noise + 1) - noise);
            int x = i % SIDE;
            int y = i / SIDE;
            for (double[] spot : spots) {
                double square = Math.pow(x - spot[0], 2) + Math.pow(y - spot[1], 2);
                value += spot[2] * Math.exp(-square / 128);
            }
            pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
        }
        return new Raster(SIDE, SIDE, 1, pixels);
    }
}
