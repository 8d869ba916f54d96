package org.robustdx.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.Draw;

class BatchOrderTest {
    /** Nine images of class 0, two of class 1, one of class 4; none of the others. */
    private static final int[] LABELS = {0, 0, 1, 0, 0, 0, 4, 0, 0, 1, 0, 0};

    @Test
    void balancedEpochShouldHaveEveryClassEquallyOften() {
        int[] epoch = BatchOrder.BALANCED.indexes(LABELS, 1, 0);

        assertThat(epoch).hasSize(12);
        assertThat(Arrays.stream(epoch).map(i -> LABELS[i]).boxed())
                .containsExactlyInAnyOrder(0, 0, 0, 0, 1, 1, 1, 1, 4, 4, 4, 4);
    }

    @Test
    void balancedEpochsShouldGoThroughAllImagesOfAClassAlike() {
        int[] times = new int[LABELS.length];
        for (int epoch = 0; epoch < 9; epoch++) {
            Arrays.stream(BatchOrder.BALANCED.indexes(LABELS, 1, epoch)).forEach(i -> times[i]++);
        }
        for (int i = 0; i < times.length; i++) {
            assertThat(times[i]).as("image %s", i).isEqualTo(LABELS[i] == 0 ? 4 : LABELS[i] == 1 ? 18 : 36);
        }
    }

    @Test
    void orderShouldDependOnSeedAndEpochAlone() {
        for (BatchOrder order : BatchOrder.values()) {
            int[] epoch = order.indexes(LABELS, 1, 3);
            assertThat(order.indexes(LABELS, 1, 3)).isEqualTo(epoch);
            assertThat(order.indexes(LABELS, 1, 4)).isNotEqualTo(epoch);
            assertThat(order.indexes(LABELS, 2, 3)).isNotEqualTo(epoch);
        }
    }

    @Test
    void balancedEpochShouldNotFavourAClassByMoreThanOne() {
        Draw.tries(200, draw -> {
            int[] labels = draw.list(1, 60, () -> draw.integer(0, 6)).stream()
                    .mapToInt(Integer::intValue)
                    .toArray();
            int epoch = draw.integer(0, 50);
            int classes = (int) Arrays.stream(labels).distinct().count();

            int[] drawn = Arrays.stream(BatchOrder.BALANCED.indexes(labels, 7, epoch))
                    .map(i -> labels[i])
                    .toArray();

            assertThat(drawn).hasSameSizeAs(labels);
            IntStream.of(labels).distinct().forEach(k -> assertThat(
                            Arrays.stream(drawn).filter(label -> label == k).count())
                    .isBetween((long) labels.length / classes, (long) labels.length / classes + 1));
        });
    }
}
