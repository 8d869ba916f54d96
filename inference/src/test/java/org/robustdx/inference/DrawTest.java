package org.robustdx.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrawTest {
    @Test
    void shouldDrawTheSameValuesInEveryRun() {
        assertThat(drawn()).isEqualTo(drawn());
    }

    private static List<Object> drawn() {
        List<Object> values = new ArrayList<>();
        Draw.tries(20, draw -> {
            values.add(draw.seed());
            values.add(draw.integer(0, 9));
            values.add(draw.real(0, 1));
            values.add(draw.list(0, 5, () -> draw.of("a", "b")));
        });
        return values;
    }

    @Test
    void shouldDrawEveryValueOfARangeAndNoOther() {
        List<Integer> values = new ArrayList<>();
        Draw.tries(300, draw -> values.add(draw.integer(-2, 3)));
        assertThat(values).containsOnly(-2, -1, 0, 1, 2, 3);
        assertThat(values.subList(0, 2)).containsExactly(-2, 3);
    }

    @Test
    void shouldDrawFromTheWidestRange() {
        Draw.tries(200, draw -> {
            draw.integer();
            assertThat(draw.number(1, Long.MAX_VALUE)).isPositive();
        });
    }

    @Test
    void shouldSayWhatWasDrawnWhereAPropertyDoesNotHold() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> Draw.tries(10, draw -> {
                    int value = draw.integer(4, 7);
                    assertThat(value).isLessThan(7);
                }))
                .withMessage("try 1 of 10, which drew 7")
                .withCauseInstanceOf(AssertionError.class);
    }
}
