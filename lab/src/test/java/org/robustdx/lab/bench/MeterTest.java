package org.robustdx.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MeterTest {
    @ParameterizedTest
    @CsvSource({"0,10", "0.25,10", "0.5,20", "0.51,30", "0.75,30", "0.99,40", "1,40"})
    void aQuantileIsTheSmallestValueThatTheShareDoesNotExceed(double share, long value) {
        assertThat(Meter.quantile(new long[] {10, 20, 30, 40}, share)).isEqualTo(value);
    }
}
