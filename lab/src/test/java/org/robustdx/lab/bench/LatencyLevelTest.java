package org.robustdx.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LatencyLevelTest {
    private static final Stages STAGES = new Stages(10, 1, 2, 3, 4, 5);
    private static final LatencyLevel SUSTAINED = new LatencyLevel(100, 95, 20, 40, Map.of("app", 0.5), STAGES);
    private static final LatencyLevel TOO_MUCH = new LatencyLevel(200, 189, 900, 1900, Map.of(), STAGES);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldCallALoadSustainedIfNineteenTwentiethsComeThrough() {
        assertThat(SUSTAINED.isSustained()).isTrue();
        assertThat(TOO_MUCH.isSustained()).isFalse();
    }

    @Test
    void shouldNameItsValues() {
        assertThat(SUSTAINED.json(400))
                .isEqualTo(Map.of(
                        "load_percent",
                        25L,
                        "offered_per_s",
                        100.0,
                        "outcomes_per_s",
                        95.0,
                        "p50_ms",
                        20.0,
                        "p99_ms",
                        40.0,
                        "sustained",
                        true,
                        "processor_ms_per_image",
                        Map.of("app", 0.5),
                        "stages_ms",
                        STAGES.json()));
    }

    @Test
    void shouldDrawTheSustainedLoads() throws IOException {
        Path file = folder.resolve("curve.png");
        assertThat(CurvePlot.draw(List.of(SUSTAINED, TOO_MUCH), 400, file)).isTrue();
        assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(900);
    }

    @Test
    void shouldDrawNothingIfNoLoadIsSustained() throws IOException {
        Path file = folder.resolve("curve.png");
        assertThat(CurvePlot.draw(List.of(TOO_MUCH), 400, file)).isFalse();
        assertThat(file).doesNotExist();
    }
}
