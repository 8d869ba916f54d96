package org.robustdx.inference.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.robustdx.inference.Draw;

class BucketsTest {
    private static final int[] FEW = {1, 2, 4, 8};

    @Test
    void shouldBePowersOfTwoThenAboutEighthsOfTheLargest() {
        assertThat(Buckets.sizes(1)).containsExactly(1);
        assertThat(Buckets.sizes(3)).containsExactly(1, 2, 3);
        assertThat(Buckets.sizes(12)).containsExactly(1, 2, 4, 6, 8, 10, 12);
        assertThat(Buckets.sizes(32)).containsExactly(1, 2, 4, 8, 12, 16, 20, 24, 28, 32);
        assertThat(Buckets.sizes(100)).containsExactly(1, 2, 4, 8, 16, 32, 48, 64, 80, 96, 100);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 3", "5, 5", "6, 6", "8, 8", "20, 8"})
    void shouldPadBatchesIfCallsAreExpensive(int images, int taken) {
        assertThat(Buckets.of(FEW, costs(FEW, 100, 1)).take(images)).isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 2", "5, 4", "6, 4", "8, 8", "20, 8"})
    void shouldSplitBatchesIfPlacesAreExpensive(int images, int taken) {
        assertThat(Buckets.of(FEW, costs(FEW, 1, 100)).take(images)).isEqualTo(taken);
    }

    @Test
    void shouldNotSplitForADifferenceWithinTheMeasurementError() {
        assertThat(Buckets.of(FEW, new long[] {10, 18, 36, 80}).take(8)).isEqualTo(8);
        assertThat(Buckets.of(FEW, new long[] {10, 18, 36, 95}).take(8)).isEqualTo(4);
    }

    @Test
    void shouldCostHardlyMoreThanAnySingleSize() {
        Draw.tries(1000, draw -> {
            List<Long> measured = draw.list(10, 10, () -> draw.number(1, 1_000_000));
            int images = draw.integer(1, 32);
            int[] sizes = Buckets.sizes(32);
            long[] costs = measured.stream().mapToLong(Long::longValue).sorted().toArray();
            Buckets buckets = Buckets.of(sizes, costs);
            long total = 0;
            int left = images;
            while (left > 0) {
                int taken = buckets.take(left);
                assertThat(taken).isBetween(1, left);
                // The images run as the smallest size that holds them.
                total += costs[indexFor(sizes, taken)];
                left -= taken;
            }
            for (int i = 0; i < sizes.length; i++) {
                long alone = costs[i] * ((images + sizes[i] - 1) / sizes[i]);
                assertThat(total).isLessThanOrEqualTo((long) Math.ceil(1.25 * alone));
            }
        });
    }

    private static int indexFor(int[] sizes, int images) {
        int at = Arrays.binarySearch(sizes, images);
        return at >= 0 ? at : -at - 1;
    }

    private static long[] costs(int[] sizes, long perCall, long perPlace) {
        return Arrays.stream(sizes).mapToLong(size -> perCall + perPlace * size).toArray();
    }
}
