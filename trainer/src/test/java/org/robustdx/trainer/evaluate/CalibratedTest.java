package org.robustdx.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.robustdx.trainer.attack.ThreatModel;

class CalibratedTest {
    @Test
    void errorIsTheGapBetweenConfidenceAndAccuracyWeightedByImages() {
        // Confidences: 3/4 twice, one right; 19/20 twice, both right. Gaps 0.25 and 0.05, half of the images each.
        float three = (float) Math.log(3);
        float nineteen = (float) Math.log(19);
        ReliabilityResults found =
                of(new int[] {0, 0, 0, 1}, new float[][] {{three, 0}, {0, three}, {nineteen, 0}, {-nineteen, 0}});

        assertThat(found.expectedCalibrationError()).isCloseTo(0.15, within(1e-6));
        assertThat(found.bins()).hasSize(2);
        assertThat(found.bins().get(0).confidence()).isCloseTo(0.75, within(1e-6));
        assertThat(found.bins().get(0).accuracy()).isEqualTo(0.5);
        assertThat(found.bins().get(1).from()).isEqualTo(0.9);
        assertThat(found.bins().get(1).n()).isEqualTo(2);
    }

    @Test
    void fullConfidenceIsInTheLastBin() {
        ReliabilityResults found = of(new int[] {0}, new float[][] {{1000, 0}});

        assertThat(found.bins()).singleElement().satisfies(bin -> assertThat(bin.to())
                .isEqualTo(1));
        assertThat(found.expectedCalibrationError()).isZero();
    }

    private static ReliabilityResults of(int[] labels, float[][] logits) {
        int n = labels.length;
        return Calibrated.of(
                "clean",
                ThreatModel.NONE,
                null,
                new Observed(labels, logits, logits, new float[n][1], new boolean[n], null, null, List.of(), 0));
    }
}
