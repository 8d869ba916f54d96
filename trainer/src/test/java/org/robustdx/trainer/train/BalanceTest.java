package org.robustdx.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.robustdx.trainer.data.BatchOrder;

class BalanceTest {
    private static final int[] LABELS = {0, 0, 0, 1};

    @Test
    void weightsMakeEachClassCountTheSameAndShiftsSayHowCommonItIs() {
        assertThat(Balance.WEIGHTS.weights(LABELS, 2)).containsExactly(4 / 6.0, 2);
        assertThat(Balance.WEIGHTS.shifts(LABELS, 2)).containsOnly(0);
        assertThat(Balance.LOGITS.weights(LABELS, 2)).containsOnly(1);
        assertThat(Balance.LOGITS.shifts(LABELS, 2))
                .containsExactly(new double[] {Math.log(1.5), Math.log(0.5)}, within(1e-12));
        assertThat(Balance.NONE.weights(LABELS, 2)).containsOnly(1);
        assertThat(Balance.NONE.shifts(LABELS, 2)).containsOnly(0);
    }

    @Test
    void samplesAloneChangeWhichImagesAnEpochHas() {
        assertThat(Balance.SAMPLES.order(false)).isEqualTo(BatchOrder.BALANCED);
        assertThat(Balance.SAMPLES.weights(LABELS, 2)).containsOnly(1);
        assertThat(Balance.SAMPLES.shifts(LABELS, 2)).containsOnly(0);
        assertThat(Balance.LOGITS.order(false)).isEqualTo(BatchOrder.SHUFFLED);
        assertThat(Balance.SAMPLES.order(true)).isEqualTo(BatchOrder.BALANCED_SITES);
        assertThat(Balance.LOGITS.order(true)).isEqualTo(BatchOrder.SITES);
    }

    @Test
    void classWithoutImagesHasAShiftStill() {
        assertThat(Balance.LOGITS.shifts(LABELS, 3)[2]).isCloseTo(Math.log(3 / 4.0), within(1e-12));
    }
}
