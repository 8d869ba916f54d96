package org.robustdx.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScopeRuleTest {
    private static final Calibration CALIBRATION =
            Calibration.ofCleanScores(Map.of("tampering", new float[] {1, 2}, "scope", new float[] {3, 4}));

    @Test
    void shouldKeepTheScopeRuleThroughTheFile() throws InvalidModelException {
        ScopeRule rule = new ScopeRule(List.of("scope"), 0.02);
        Calibration scoped = CALIBRATION.withAlarms(List.of("tampering")).withScope(rule);

        Calibration parsed = Calibration.parse(scoped.toJson(), List.of("tampering", "scope"));

        assertThat(parsed.scope()).contains(rule);
        assertThat(parsed.alarms()).containsExactly("tampering");
        assertThat(scoped.withFalseAlarmRate(0.1).scope()).contains(rule);
    }

    @Test
    void shouldHaveNoScopeRuleInAFileOfThePreviousVersion() throws InvalidModelException {
        assertThat(Calibration.parse(CALIBRATION.toJson(), List.of("tampering", "scope"))
                        .scope())
                .isEmpty();
        assertThat(CALIBRATION.toJson()).doesNotContain("false_alarm_rate\":0.01,\"scope");
    }

    @Test
    void shouldTakeOneInAHundredWhereTheScopeDoesNotNameItsRate() throws InvalidModelException {
        assertThat(parse("{\"detectors\": [\"scope\"]}").scope())
                .contains(new ScopeRule(List.of("scope"), Calibration.DEFAULT_FALSE_ALARM_RATE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{} | metadata calibration.scope.detectors:",
                "7 | metadata calibration.scope.detectors:",
                "{\"detectors\": [\"x\"]} | metadata calibration.scope.detectors: [x] (expected: some of [",
                "{\"detectors\": [\"scope\"], \"false_alarm_rate\": 1} | metadata calibration.scope.false_alarm_rate: 1 (expected:",
                "{\"detectors\": [\"scope\"], \"false_alarm_rate\": \"x\"} | metadata calibration.scope.false_alarm_rate: \"x\" (expected:"
            })
    void shouldNameWhatIsWrongWithTheScope(String scope, String message) {
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> parse(scope))
                .withMessageStartingWith(message);
    }

    @Test
    void shouldRejectARuleThatDecidesNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ScopeRule(List.of(), 0.01))
                .withMessage("scope.detectors: [] (expected: at least one detector, each once)");
        assertThatIllegalArgumentException().isThrownBy(() -> new ScopeRule(List.of("a", "a"), 0.01));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ScopeRule(List.of("a"), 0))
                .withMessage("scope.false_alarm_rate: 0.0 (expected: above 0 and below 1)");
        assertThatIllegalArgumentException().isThrownBy(() -> CALIBRATION.withScope(new ScopeRule(List.of("x"), 0.01)));
    }

    private static Calibration parse(String scope) throws InvalidModelException {
        String json = CALIBRATION.toJson();
        return Calibration.parse("{\"scope\": " + scope + ", " + json.substring(1), List.of("tampering", "scope"));
    }
}
