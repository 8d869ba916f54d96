package org.robustdx.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class MedianTest {
    @Test
    void shouldTakeTheMiddleOfAnOddNumberOfValuesAndKeepTheirOrder() {
        double[] values = {5, 1, 3};
        assertThat(Median.of(values)).isEqualTo(3);
        assertThat(values).containsExactly(5, 1, 3);
    }

    @Test
    void shouldTakeTheMeanOfTheMiddleTwoOfAnEvenNumberOfValues() {
        assertThat(Median.of(new double[] {10, 1, 4, 2})).isEqualTo(3);
    }

    @Test
    void shouldRefuseNoValues() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Median.of(new double[0]))
                .withMessageContaining("values: none");
    }
}
