package org.robustdx.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.robustdx.trainer.common.Argmax;

class MetricsTest {
    @Test
    void confusionAccuracyAndBalancedAccuracyAreThoseWorkedOutByHand() {
        float[][] logits = {{2, 0, 0}, {0, 3, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        Metrics metrics = Metrics.of(logits, new int[] {0, 0, 0, 1, 1}, 3);

        assertThat(metrics.confusion()).isDeepEqualTo(new int[][] {{2, 1, 0}, {0, 1, 1}, {0, 0, 0}});
        assertThat(metrics.n()).isEqualTo(5);
        assertThat(metrics.accuracy()).isCloseTo(3 / 5.0, within(1e-12));
        // Class 2 has no images and no say: (2/3 + 1/2) / 2.
        assertThat(metrics.balancedAccuracy()).isCloseTo(7 / 12.0, within(1e-12));
    }

    @Test
    void crossEntropyIsInNats() {
        Metrics metrics = Metrics.of(new float[][] {{0, 0}, {(float) Math.log(3), 0}}, new int[] {0, 1}, 2);

        assertThat(metrics.crossEntropy()).isCloseTo((Math.log(2) + Math.log(4)) / 2, within(1e-7));
    }

    @Test
    void crossEntropyOfLargeLogitsIsFinite() {
        assertThat(Metrics.of(new float[][] {{1000, -1000}}, new int[] {1}, 2).crossEntropy())
                .isCloseTo(2000, within(1e-9));
    }

    @Test
    void withoutImagesThereIsNoAccuracy() {
        Metrics metrics = Metrics.of(new float[0][], new int[0], 2);

        assertThat(metrics.accuracy()).isNaN();
        assertThat(metrics.balancedAccuracy()).isNaN();
    }

    @Test
    void firstOfEqualLogitsIsRead() {
        assertThat(Argmax.of(new float[] {1, 2, 2})).isEqualTo(1);
    }
}
