package org.robustdx.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class WarmUpTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long START = -5 * SECOND; // Times of System.nanoTime may be negative.

    private final WarmUp warmUp = new WarmUp(START, 10, Duration.ofSeconds(20));

    private boolean isOver(long seconds, long count) {
        return warmUp.isOver(START + seconds * SECOND, count);
    }

    @Test
    void shouldEndAfterThreeWindowsThatDifferByAtMostFivePercent() {
        assertThat(isOver(2, 110)).isFalse(); // 50/s
        assertThat(isOver(4, 310)).isFalse(); // 100/s
        assertThat(isOver(6, 514)).isFalse(); // 102/s
        assertThat(isOver(7, 600)).as("in the middle of a window").isFalse();
        assertThat(isOver(8, 724)).isTrue(); // 105/s; 5 of 102.3 are less than 5 %
        assertThat(warmUp.isSteady()).isTrue();
        assertThat(warmUp.seconds()).isEqualTo(8);
    }

    @Test
    void shouldGoOnWhileOneWindowDiffersByMore() {
        assertThat(isOver(2, 210)).isFalse(); // 100/s
        assertThat(isOver(4, 410)).isFalse(); // 100/s
        assertThat(isOver(6, 622)).isFalse(); // 106/s: 6 of 102 are more than 5 %
        assertThat(warmUp.isSteady()).isFalse();
    }

    @Test
    void shouldEndAtItsLongestTimeWithoutBeingSteady() {
        assertThat(isOver(10, 1000)).isFalse();
        assertThat(isOver(20, 1100)).isTrue();
        assertThat(warmUp.isSteady()).isFalse();
        assertThat(warmUp.seconds()).isEqualTo(20);
    }

    @Test
    void shouldNotCallAStandstillSteady() {
        isOver(2, 10);
        isOver(4, 10);
        assertThat(isOver(6, 10)).isFalse();
        assertThat(warmUp.isSteady()).isFalse();
    }
}
