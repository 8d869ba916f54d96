package org.robustdx.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchStreamTest {
    private static final BatchConfig CONFIG = BatchConfig.of(4, AugmentationConfig.skin());

    private final Dataset dataset = TestImages.dataset(14, 3, 5, 5, 3);

    private static List<Batch> take(BatchStream stream, int n) throws InterruptedException {
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            batches.add(stream.next());
        }
        return batches;
    }

    private List<Batch> take(BatchConfig config, long seed, int epoch, int step, int n) throws InterruptedException {
        try (BatchStream stream = BatchStream.start(dataset, config, seed, epoch, step)) {
            return take(stream, n);
        }
    }

    private static void assertSame(List<Batch> a, List<Batch> b) {
        assertThat(a).hasSameSizeAs(b);
        for (int i = 0; i < a.size(); i++) {
            assertThat(a.get(i).labels()).isEqualTo(b.get(i).labels());
            assertThat(a.get(i).pixels()).isEqualTo(b.get(i).pixels());
        }
    }

    @Test
    void shouldNotDependOnTheNumberOfThreads() throws Exception {
        assertSame(take(CONFIG, 1, 0, 0, 20), take(CONFIG.withThreads(5), 1, 0, 0, 20));
    }

    @Test
    void shouldResumeAtAnyEpochAndStep() throws Exception {
        List<Batch> all = take(CONFIG, 1, 0, 0, 12);
        assertSame(all.subList(4, 12), take(CONFIG, 1, 1, 1, 8));
        assertSame(all.subList(6, 12), take(CONFIG, 1, 1, 3, 6));
    }

    @Test
    void shouldServeEachImageOnceAnEpochAndDropThePartialBatch() throws Exception {
        Dataset gray = counted(14);
        try (BatchStream stream = BatchStream.start(gray, BatchConfig.of(4, AugmentationConfig.none()), 1, 0, 0)) {
            assertThat(stream.stepsPerEpoch()).isEqualTo(3);
            List<List<Integer>> epochs = new ArrayList<>();
            for (int epoch = 0; epoch < 30; epoch++) {
                List<Integer> seen = new ArrayList<>();
                for (int step = 0; step < 3; step++) {
                    assertThat(stream.epoch()).isEqualTo(epoch);
                    assertThat(stream.step()).isEqualTo(step);
                    Batch batch = stream.next();
                    assertThat(batch.size()).isEqualTo(4);
                    for (int i = 0; i < 4; i++) {
                        int index = Math.round(batch.pixels()[i] * 255);
                        assertThat(batch.labels()[i]).isEqualTo(index % 2);
                        seen.add(index);
                    }
                }
                assertThat(seen).doesNotHaveDuplicates().hasSize(12);
                epochs.add(seen);
            }
            assertThat(epochs).as("orders").doesNotHaveDuplicates();
            assertThat(epochs.stream().flatMap(List::stream).distinct())
                    .as("no image is never seen")
                    .hasSize(14);
        }
    }

    /** Images of one pixel whose value is their index. */
    private static Dataset counted(int n) {
        byte[][] images = new byte[n][];
        int[] labels = new int[n];
        String[] names = new String[n];
        for (int i = 0; i < n; i++) {
            images[i] = new byte[] {(byte) i};
            labels[i] = i % 2;
            names[i] = "i" + i;
        }
        return new Dataset(List.of("even", "odd"), 1, 1, 1, images, labels, names, names);
    }

    @Test
    void anotherSeedShouldGiveOtherBatches() throws Exception {
        assertThat(take(CONFIG, 1, 0, 0, 1).get(0).pixels())
                .isNotEqualTo(take(CONFIG, 2, 0, 0, 1).get(0).pixels());
    }

    @Test
    void oneImageShouldBeVariedAnewInEveryEpoch() throws Exception {
        Dataset one = dataset.subset(new int[] {0});
        try (BatchStream stream = BatchStream.start(one, BatchConfig.of(1, AugmentationConfig.skin()), 1, 0, 0)) {
            assertThat(stream.next().pixels()).isNotEqualTo(stream.next().pixels());
        }
    }

    @Test
    void imageThatComesTwiceInAnEpochShouldBeVariedAnew() throws Exception {
        byte[][] images = new byte[4][];
        Arrays.setAll(images, i -> new byte[] {10, 50, 90, 120});
        String[] names = {"a", "b", "c", "d"};
        Dataset rare = new Dataset(List.of("x", "y"), 2, 2, 1, images, new int[] {0, 0, 0, 1}, names, names);
        BatchConfig config = BatchConfig.of(1, AugmentationConfig.skin()).withOrder(BatchOrder.BALANCED);
        try (BatchStream stream = BatchStream.start(rare, config, 1, 0, 0)) {
            List<Batch> ofRareClass = take(stream, 4).stream()
                    .filter(batch -> batch.labels()[0] == 1)
                    .toList();
            assertThat(ofRareClass).hasSize(2);
            assertThat(ofRareClass.get(0).pixels())
                    .isNotEqualTo(ofRareClass.get(1).pixels());
        }
    }

    @Test
    void aFailureInTheBackgroundShouldReachTheConsumer() throws Exception {
        byte[][] images = new byte[8][3];
        int[] labels = new int[8];
        String[] names = new String[8];
        Arrays.fill(names, "x");
        Dataset broken = new Dataset(List.of("x"), 1, 1, 3, images, labels, names, names);
        images[5] = new byte[1];
        try (BatchStream stream = BatchStream.start(broken, BatchConfig.of(2, AugmentationConfig.none()), 1, 0, 0)) {
            assertThatThrownBy(() -> take(stream, 4))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching("batch [0-3] of epoch 0: .*")
                    .hasCauseInstanceOf(ArrayIndexOutOfBoundsException.class);
            assertThatThrownBy(stream::next).hasMessage("the stream is closed");
        }
    }

    @Test
    void closeShouldEndEveryBackgroundThread() throws Exception {
        BatchStream stream = BatchStream.start(dataset, CONFIG.withThreads(3), 1, 0, 0);
        stream.next();
        stream.close();
        stream.close();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("batch-preparer")) {
                thread.join(10_000); // The pool has ended; its last thread may still be on its way out.
                assertThat(thread.isAlive()).isFalse();
            }
        }
        assertThatThrownBy(stream::next).hasMessage("the stream is closed");
    }

    @Test
    void startWithInvalidArgument() {
        assertThatThrownBy(() -> BatchStream.start(dataset, BatchConfig.of(15, AugmentationConfig.none()), 1, 0, 0))
                .hasMessage("batchSize: 15 (expected: <= the number of images, 14)");
        assertThatThrownBy(() -> BatchStream.start(dataset, CONFIG, 1, 0, 4))
                .hasMessage("fromStep: 4 (expected: 0 <= fromStep <= 3)");
        assertThatThrownBy(() -> BatchStream.start(dataset, CONFIG, 1, -1, 0)).hasMessageStartingWith("epoch: -1");
        assertThatThrownBy(() -> CONFIG.withThreads(0)).hasMessage("threads: 0 (expected: > 0)");
    }

    @Test
    void sequentialBatchesShouldCoverAllImagesInOrder() {
        List<Integer> sizes = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        List<Integer> seen = new ArrayList<>();
        for (Batch batch : Batches.sequential(counted(14), 4)) {
            sizes.add(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                labels.add(batch.labels()[i]);
                seen.add(Math.round(batch.pixels()[i] * 255));
            }
        }
        assertThat(sizes).containsExactly(4, 4, 4, 2);
        assertThat(seen).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
        assertThat(labels).startsWith(0, 1, 0, 1).hasSize(14);
    }
}
