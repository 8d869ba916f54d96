package org.robustdx.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.Draw;

class BatchOrderTest {
    /** Nine images of class 0, two of class 1, one of class 4; none of the others. */
    private static final int[] LABELS = {0, 0, 1, 0, 0, 0, 4, 0, 0, 1, 0, 0};

    /** The images of class 4 and 1 are at one site, and six of class 0 at the other. */
    private static final int[] SITES = {1, 1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0};

    @Test
    void balancedEpochShouldHaveEveryClassEquallyOften() {
        int[] epoch = BatchOrder.BALANCED.indexes(LABELS, SITES, 1, 0);

        assertThat(epoch).hasSize(12);
        assertThat(Arrays.stream(epoch).map(i -> LABELS[i]).boxed())
                .containsExactlyInAnyOrder(0, 0, 0, 0, 1, 1, 1, 1, 4, 4, 4, 4);
    }

    @Test
    void balancedEpochsShouldGoThroughAllImagesOfAClassAlike() {
        int[] times = new int[LABELS.length];
        for (int epoch = 0; epoch < 9; epoch++) {
            Arrays.stream(BatchOrder.BALANCED.indexes(LABELS, SITES, 1, epoch)).forEach(i -> times[i]++);
        }
        for (int i = 0; i < times.length; i++) {
            assertThat(times[i]).as("image %s", i).isEqualTo(LABELS[i] == 0 ? 4 : LABELS[i] == 1 ? 18 : 36);
        }
    }

    @Test
    void orderShouldDependOnSeedAndEpochAlone() {
        for (BatchOrder order : BatchOrder.values()) {
            int[] epoch = order.indexes(LABELS, SITES, 1, 3);
            assertThat(order.indexes(LABELS, SITES, 1, 3)).isEqualTo(epoch);
            assertThat(order.indexes(LABELS, SITES, 1, 4)).isNotEqualTo(epoch);
            assertThat(order.indexes(LABELS, SITES, 2, 3)).isNotEqualTo(epoch);
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

            int[] drawn = Arrays.stream(BatchOrder.BALANCED.indexes(labels, new int[labels.length], 7, epoch))
                    .map(i -> labels[i])
                    .toArray();

            assertThat(drawn).hasSameSizeAs(labels);
            IntStream.of(labels).distinct().forEach(k -> assertThat(
                            Arrays.stream(drawn).filter(label -> label == k).count())
                    .isBetween((long) labels.length / classes, (long) labels.length / classes + 1));
        });
    }

    @Test
    void sitesShouldBeDrawnEquallyOftenWithTheSharesThatClassesHaveOverall() {
        // 120 images at site 0, a quarter of them of class 1; 40 at site 1, all but four of class 1.
        int[] labels = IntStream.range(0, 160)
                .map(i -> i < 120 ? i % 4 / 3 : i < 156 ? 1 : 0)
                .toArray();
        int[] sites = IntStream.range(0, 160).map(i -> i / 120).toArray();
        int[] times = new int[160];
        for (int epoch = 0; epoch < 20; epoch++) {
            int[] drawn = BatchOrder.SITES.indexes(labels, sites, 3, epoch);
            assertThat(drawn).hasSize(160);
            // Of all 160 images, 66 are of class 1: 33 of the 80 that are drawn at each site.
            for (int site = 0; site < 2; site++) {
                int here = site;
                int[] own = Arrays.stream(drawn).filter(i -> sites[i] == here).toArray();
                assertThat(own).hasSize(80);
                assertThat(Arrays.stream(own).filter(i -> labels[i] == 1)).hasSize(33);
            }
            Arrays.stream(drawn).forEach(i -> times[i]++);
        }
        for (int k = 0; k < 2; k++) {
            for (int site = 0; site < 2; site++) {
                int label = k;
                int here = site;
                assertThat(IntStream.range(0, 160)
                                .filter(i -> labels[i] == label && sites[i] == here)
                                .map(i -> times[i])
                                .summaryStatistics())
                        .as("class %s at site %s", k, site)
                        .satisfies(drawn ->
                                assertThat(drawn.getMax() - drawn.getMin()).isLessThanOrEqualTo(1));
            }
        }
    }

    @Test
    void balancedSitesShouldHaveEveryClassOfASiteEquallyOften() {
        int[] epoch = BatchOrder.BALANCED_SITES.indexes(LABELS, SITES, 1, 0);

        assertThat(Arrays.stream(epoch)
                        .filter(i -> SITES[i] == 0)
                        .map(i -> LABELS[i])
                        .boxed())
                .containsExactlyInAnyOrder(0, 0, 1, 1, 4, 4);
        assertThat(Arrays.stream(epoch).filter(i -> SITES[i] == 1)).hasSize(6);
    }

    @Test
    void sitesOfOneSiteShouldHaveEveryImageOnce() {
        assertThat(BatchOrder.SITES.indexes(LABELS, new int[LABELS.length], 1, 5))
                .containsExactlyInAnyOrder(IntStream.range(0, LABELS.length).toArray());
    }
}
