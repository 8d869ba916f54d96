package org.robustdx.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.pipeline.Answer;

final class StagesTest {
    private static final long MILLI = 1_000_000;

    @Test
    void shouldDivideTheLatencyAmongTheStages() {
        PipelineTimes.Clock clock = new PipelineTimes.Clock();
        PipelineTimes before = clock.times();
        clock.decoded(2 * MILLI, 3 * MILLI);
        clock.decoded(4 * MILLI, 1 * MILLI);
        clock.inferred(2, 4, 99 * MILLI, 10 * MILLI);
        clock.answered(new Answer.Unreadable("a"), 20 * MILLI);
        clock.answered(new Answer.Unreadable("b"), 24 * MILLI);
        PipelineTimes spent = PipelineTimes.of(clock.times().text()).since(before);
        assertThat(spent).isEqualTo(new PipelineTimes(2, 44 * MILLI, 6 * MILLI, 4 * MILLI, 20 * MILLI));
        Stages stages = Stages.of(30, 5, spent);
        assertThat(stages).isEqualTo(new Stages(8, 3, 2, 7, 10, 5));
        assertThat(stages.json().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .as("the mean latency")
                .isCloseTo(35, within(1e-9));
        assertThat(stages.line())
                .isEqualTo(
                        "where the time goes, mean ms: poll 8.0, decode queue 3.0, decode 2.0, batch 7.0, engine 10.0,"
                                + " commit 5.0");
    }

    @Test
    void shouldCountOnlyWhatIsNew() {
        assertThat(new PipelineTimes(5, 50, 5, 6, 7).since(new PipelineTimes(1, 10, 2, 2, 2)))
                .isEqualTo(new PipelineTimes(4, 40, 3, 4, 5));
        assertThat(Stages.of(1, 2, new PipelineTimes(0, 0, 0, 0, 0)).json())
                .isEqualTo(Map.of(
                        "poll", 1.0, "decode_queue", 0.0, "decode", 0.0, "batch", 0.0, "engine", 0.0, "commit", 2.0));
    }
}
