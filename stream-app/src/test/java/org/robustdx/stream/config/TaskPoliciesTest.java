package org.robustdx.stream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.verdict.VerdictPolicy;

class TaskPoliciesTest {
    @Test
    void shouldHaveATasksOwnPolicyOrTheCommonOne() {
        TaskPolicies policies = TaskPolicies.parse(0.01, Map.of("skin", "0.05/0.001", "chest-xray", "0.02"));
        assertThat(policies.of("skin")).isEqualTo(new VerdictPolicy(0.05, 0.001));
        assertThat(policies.of("chest-xray")).isEqualTo(new VerdictPolicy(0.02, 0.02));
        assertThat(policies.of("phantom")).isEqualTo(new VerdictPolicy(0.01));
        assertThat(policies.shown())
                .containsExactly("task-policy = chest-xray=0.02/0.02", "task-policy = skin=0.05/0.001");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "0", "1", "-0.1", "NaN", "0.01/", "0.01/0", "0.01/0.02", "0.01/0.005/0.001", "/0.01"})
    void shouldRefuseWhatIsNoPolicy(String rates) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskPolicies.parse(0.01, Map.of("skin", rates)))
                .withMessage(
                        "task-policy: skin=%s (expected: TASK=RATE or TASK=RATE/REJECTION,"
                                + " 0 < REJECTION <= RATE < 1)",
                        rates);
    }
}
