package org.robustdx.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.pipeline.DecodeBudget;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.stream.config.ProcessingGuarantee;

final class AppSettingsTest {
    private static AppSettings settings(Optional<Path> model, StubTimes stub) {
        return new AppSettings(
                model,
                stub,
                Device.CPU,
                3,
                4,
                ProcessingGuarantee.AT_LEAST_ONCE,
                Optional.of(0.02),
                new PipelineOptions(
                        5,
                        Duration.ofMillis(6),
                        7,
                        8,
                        new DecodeBudget(Duration.ofMillis(9), 10, Duration.ofSeconds(11)),
                        Duration.ofSeconds(12)),
                13);
    }

    @Test
    void shouldBeTheSameInTheOtherProcess() {
        AppSettings model = settings(Optional.of(Path.of("a folder/a=b.onnx")), StubTimes.ofMillis(1.5, 0.25));
        assertThat(AppSettings.of(model.arguments())).isEqualTo(model);
        AppSettings stub = settings(Optional.empty(), StubTimes.ofMillis(0, 0));
        assertThat(AppSettings.of(stub.arguments())).isEqualTo(stub);
    }

    @Test
    void shouldRejectArgumentsThatAreMissingOrHaveNoName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AppSettings.of(List.of("threads=1")))
                .withMessage("stub-call: missing (expected: a value)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AppSettings.of(List.of("threads")))
                .withMessage("argument: threads (expected: NAME=VALUE)");
    }

    @Test
    void shouldBoundAnAppWithoutBatchesByTheStubsTimes() {
        assertThat(settings(Optional.empty(), StubTimes.ofMillis(9, 1)).mostOneByOne(1000))
                .isEqualTo(120);
        assertThat(settings(Optional.empty(), StubTimes.ofMillis(0, 0)).mostOneByOne(1000))
                .isEqualTo(3000);
        assertThat(settings(Optional.of(Path.of("m")), StubTimes.ofMillis(9, 1)).mostOneByOne(1000))
                .isEqualTo(3000);
    }
}
