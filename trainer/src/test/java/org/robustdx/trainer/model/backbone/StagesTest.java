package org.robustdx.trainer.model.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StagesTest {
    @ParameterizedTest
    @CsvSource({"32, 2", "64, 3", "96, 3", "128, 4", "224, 4", "256, 5", "512, 6"})
    void stagesGoOnUntilSevenBySevenAreLeft(int imageSize, int stages) {
        assertThat(Stages.count(imageSize)).isEqualTo(stages);
    }

    @Test
    void channelsDoubleUpToEightTimesTheFirst() {
        assertThat(java.util.stream.IntStream.rangeClosed(1, 6).map(stage -> Stages.channels(stage, 5)))
                .containsExactly(5, 10, 20, 40, 40, 40);
    }
}
