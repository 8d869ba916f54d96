package org.robustdx.stream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.image.Fit;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.verdict.VerdictPolicy;

class TaskPoliciesTest {
    private static final Map<String, String> BY_TASK = Map.of("skin", "0.05/0.001", "chest-xray", "0.02");

    private static ModelMetadata model(String task, double rate) {
        Calibration calibration =
                Calibration.ofCleanScores(Map.of("d", new float[99])).withFalseAlarmRate(rate);
        return new ModelMetadata(task, List.of("a", "b"), 8, 8, 1, Fit.CROP, List.of("d"), calibration, Map.of());
    }

    @Test
    void shouldUseTheTasksPolicyOrElseTheCommonOne() {
        TaskPolicies policies = TaskPolicies.parse(Optional.of(0.03), BY_TASK);
        assertThat(policies.of(model("skin", 0.2))).isEqualTo(new VerdictPolicy(0.05, 0.001));
        assertThat(policies.of(model("chest-xray", 0.2))).isEqualTo(new VerdictPolicy(0.02, 0.02));
        assertThat(policies.of(model("phantom", 0.2))).isEqualTo(new VerdictPolicy(0.03));
        assertThat(policies.shown())
                .containsExactly(
                        "false-alarm-rate = 0.03",
                        "task-policy = chest-xray=0.02/0.02",
                        "task-policy = skin=0.05/0.001");
    }

    @Test
    void shouldCoverTheVerdictOutOfScope() {
        TaskPolicies policies = TaskPolicies.parse(Optional.empty(), Map.of("skin", "0.05/0.001/0.03"));
        assertThat(policies.of(model("skin", 0.2))).isEqualTo(new VerdictPolicy(0.05, 0.001, Optional.of(0.03)));
        assertThat(policies.shown()).contains("task-policy = skin=0.05/0.001/0.03");
    }

    @Test
    void shouldUseTheModelsRateIfNoneIsSet() {
        TaskPolicies policies = TaskPolicies.parse(Optional.empty(), BY_TASK);
        assertThat(policies.of(model("phantom", 0.2))).isEqualTo(new VerdictPolicy(0.2));
        assertThat(policies.of(model("phantom", 0.07))).isEqualTo(new VerdictPolicy(0.07));
        assertThat(policies.of(model("skin", 0.2))).isEqualTo(new VerdictPolicy(0.05, 0.001));
        assertThat(policies.shown()).contains("false-alarm-rate = (each model's own)");
    }

    @Test
    void shouldDescribeTheOriginOfTheRateAndWhetherTheCalibrationSupportsIt() {
        assertThat(TaskPolicies.ofModels().describe(model("skin", 0.2)))
                .isEqualTo("false-alarm rate 0.2 (the model's own)");
        assertThat(TaskPolicies.of(0.05).describe(model("skin", 0.2))).isEqualTo("false-alarm rate 0.05 (option)");
        assertThat(TaskPolicies.parse(Optional.of(0.3), BY_TASK).describe(model("skin", 0.2)))
                .isEqualTo("false-alarm rate 0.05 (task-policy)");
        assertThat(TaskPolicies.of(0.01).describe(model("skin", 0.2))).isEqualTo("false-alarm rate 0.01 (option)");
        assertThat(TaskPolicies.of(0.009).describe(model("skin", 0.2)))
                .isEqualTo(
                        "false-alarm rate 0.009 (option; no image can be flagged: the smallest rate of its calibration is 0.010)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "0",
                "1",
                "-0.1",
                "NaN",
                "0.01/",
                "0.01/0",
                "0.01/0.02",
                "0.01/0.005/0",
                "0.01/0.005/1",
                "0.01/0.005/0.001/0.001",
                "/0.01"
            })
    void shouldRefuseInvalidPolicies(String rates) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskPolicies.parse(Optional.of(0.01), Map.of("skin", rates)))
                .withMessage(
                        "task-policy: skin=%s (expected: TASK=RATE, TASK=RATE/REJECTION or TASK=RATE/REJECTION/SCOPE,"
                                + " 0 < REJECTION <= RATE < 1, 0 < SCOPE < 1)",
                        rates);
    }
}
