package org.robustdx.trainer.defend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefenceOptionsTest {
    @ParameterizedTest
    @CsvSource({
        "ADVERSARIAL, DEFENCE_EPSILON, 0, defence-epsilon: 0 (expected: 0 < defence-epsilon <= 255)",
        "ADVERSARIAL, DEFENCE_EPSILON, 300, defence-epsilon: 300 (expected: 0 < defence-epsilon <= 255)",
        "ADVERSARIAL, DEFENCE_STEPS, 0, defence-steps: 0 (expected: 1 <= defence-steps <= 1000)",
        "ADVERSARIAL, DEFENCE_STEPS, 1.5, defence-steps: 1.5 (expected: a whole number)",
        "FAST, DEFENCE_STEPS, 2, defence-steps: 2 (expected: 1 for --defence fast)",
        "ADVERSARIAL, DEFENCE_SPREAD, 1.5, defence-spread: 1.5 (expected: 0 <= defence-spread <= 1)",
        "ADVERSARIAL, CLEAN_SHARE, -1, clean-share: -1 (expected: 0 <= clean-share <= 1)",
        "TRADES, TRADES_WEIGHT, NaN, trades-weight: NaN (expected: 0 <= trades-weight <= 1000)",
        "ADVERSARIAL, DEFENCE_WARM_UP, 2, defence-warm-up: 2 (expected: 0 <= defence-warm-up <= 1)",
        "DISTILLATION, DISTILLATION_TEMPERATURE, 0.5, distillation-temperature: 0.5 (expected: 1 <="
                + " distillation-temperature <= 1000)",
        "NONE, DEFENCE_EPSILON, 8, defence-epsilon: unknown to --defence none (expected: one of [])",
    })
    void refusesWithTheBoundsInTheMessage(Defences kind, DefenceSetting setting, double value, String message) {
        assertThatThrownBy(() -> new DefenceOptions(kind, Map.of(setting, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void defenceThatNeedsFixedModelsRefusesOtherNumbersOfThem() {
        assertThatThrownBy(() -> DefenceOptions.of(Defences.ENSEMBLE))
                .hasMessage("defence-sources: 0 models (expected: 1 to 16 for --defence ensemble)");
        assertThatThrownBy(() -> new DefenceOptions(Defences.FAST, Map.of(), List.of("a")))
                .hasMessage("defence-sources: 1 models (expected: 0 to 0 for --defence fast)");
    }

    @Test
    void describesTheDefenceInWords() {
        assertThat(DefenceOptions.of(Defences.NONE)).hasToString("none");
        assertThat(new DefenceOptions(
                        Defences.ADVERSARIAL,
                        Map.of(
                                DefenceSetting.DEFENCE_STEPS, 2.0,
                                DefenceSetting.DEFENCE_SPREAD, 0.7,
                                DefenceSetting.CLEAN_SHARE, 0.5)))
                .hasToString("adversarial, L-inf 2.4 to 8 of 255, steps 2, clean share 0.5, warm-up 0.2");
        assertThat(DefenceOptions.of(Defences.TRADES))
                .hasToString("trades, L-inf 8 of 255, steps 7, divergence times 6, warm-up 0.2");
        assertThat(new DefenceOptions(Defences.DISTILLATION, Map.of(), List.of("teacher")))
                .hasToString("distillation, temperature 20, 1 fixed model");
    }

    @Test
    void radiiAreDrawnFromTheSpreadAndGrowWithTheSteps() {
        Strength strength = new Strength(8, 10, 0.5, 0.4);

        assertThat(DoubleStream.of(strength.radii(200, 1, 3)).boxed()).allMatch(r -> r >= 4 / 255.0 && r <= 8 / 255.0);
        assertThat(DoubleStream.of(strength.radii(200, 0.2, 3)).boxed())
                .allMatch(r -> r >= 2 / 255.0 && r <= 4 / 255.0);
        assertThat(strength.radii(5, 0, 3)).containsOnly(0);
        assertThat(DoubleStream.of(0, 0.1, 0.2, 0.4, 0.9).mapToObj(strength::steps))
                .containsExactly(1, 3, 5, 10, 10);
        assertThat(new Strength(8, 10, 0, 0).radii(3, 0, 3)).containsOnly(8 / 255.0);
    }
}
