package org.robustdx.trainer.defend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefenceOptionsTest {
    @ParameterizedTest
    @CsvSource({
        "ADVERSARIAL, 0, 7, 0, 0, 6, 0, defence-epsilon: 0 (expected: 0 < defence-epsilon <= 255)",
        "ADVERSARIAL, 300, 7, 0, 0, 6, 0, defence-epsilon: 300 (expected: 0 < defence-epsilon <= 255)",
        "ADVERSARIAL, 8, 0, 0, 0, 6, 0, defence-steps: 0 (expected: 1 <= defence-steps <= 1000)",
        "FAST, 8, 2, 0, 0, 6, 0, defence-steps: 2 (expected: 1 for --defence fast)",
        "ADVERSARIAL, 8, 7, 1.5, 0, 6, 0, defence-spread: 1.5 (expected: 0 <= defence-spread <= 1)",
        "ADVERSARIAL, 8, 7, 0, -1, 6, 0, clean-share: -1 (expected: 0 <= clean-share <= 1)",
        "TRADES, 8, 7, 0, 0, NaN, 0, trades-weight: NaN (expected: 0 <= trades-weight <= 1000)",
        "ADVERSARIAL, 8, 7, 0, 0, 6, 2, defence-warm-up: 2 (expected: 0 <= defence-warm-up <= 1)",
    })
    void refusesWithTheBoundsInTheMessage(
            Defences kind,
            double epsilon,
            int steps,
            double spread,
            double cleanShare,
            double weight,
            double warmUp,
            String message) {
        assertThatThrownBy(() -> new DefenceOptions(kind, epsilon, steps, spread, cleanShare, weight, warmUp))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void describesTheDefenceInWords() {
        assertThat(DefenceOptions.of(Defences.NONE)).hasToString("none");
        assertThat(new DefenceOptions(Defences.ADVERSARIAL, 8, 2, 0.7, 0.5, 6, 0.2))
                .hasToString("adversarial, L-inf 2.4 to 8 of 255, steps 2, clean share 0.5, warm-up 0.2");
        assertThat(DefenceOptions.of(Defences.TRADES))
                .hasToString("trades, L-inf 8 of 255, steps 7, divergence times 6, warm-up 0.2");
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
