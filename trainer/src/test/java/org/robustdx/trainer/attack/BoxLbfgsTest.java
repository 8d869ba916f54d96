package org.robustdx.trainer.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoxLbfgsTest {
    /** A function with its gradient. */
    private interface Smooth {
        double at(float[] x, float[] gradient);
    }

    /** Minimises until the minimiser is stuck, at most 1,000 times, and returns the evaluated points. */
    private static List<float[]> evaluated(BoxLbfgs minimiser, Smooth function, int dimensions) {
        List<float[]> points = new ArrayList<>();
        while (!minimiser.stuck() && points.size() < 1000) {
            float[] x = minimiser.trial().clone();
            points.add(x);
            float[] gradient = new float[dimensions];
            minimiser.tell(function.at(x, gradient), gradient);
        }
        return points;
    }

    private static void assertNoneRepeated(List<float[]> points) {
        for (int i = 1; i < points.size(); i++) {
            assertThat(points.get(i)).as("point %d", i).isNotEqualTo(points.get(i - 1));
        }
    }

    @Test
    void shouldStopAtAMinimumInsideTheBox() {
        BoxLbfgs minimiser = new BoxLbfgs(new float[] {0.9f, 0.1f});

        List<float[]> points = evaluated(
                minimiser,
                (x, gradient) -> {
                    gradient[0] = 2 * (x[0] - 0.5f);
                    gradient[1] = 20 * (x[1] - 0.25f);
                    return Math.pow(x[0] - 0.5, 2) + 10 * Math.pow(x[1] - 0.25, 2);
                },
                2);

        assertThat(minimiser.stuck()).isTrue();
        float[] last = points.get(points.size() - 1);
        assertThat(last[0]).isCloseTo(0.5f, within(1e-3f));
        assertThat(last[1]).isCloseTo(0.25f, within(1e-3f));
        assertNoneRepeated(points);
    }

    @Test
    void shouldStopAtOnceWithoutAGradient() {
        BoxLbfgs minimiser = new BoxLbfgs(new float[] {0.5f});

        assertThat(evaluated(minimiser, (x, gradient) -> 1, 1)).hasSize(1);
        assertThat(minimiser.stuck()).isTrue();
    }

    @Test
    void shouldStopAtABoundThatTheGradientPushesAgainst() {
        BoxLbfgs minimiser = new BoxLbfgs(new float[] {0.5f});

        List<float[]> points = evaluated(
                minimiser,
                (x, gradient) -> {
                    gradient[0] = 1;
                    return x[0];
                },
                1);

        assertThat(points).hasSize(2);
        assertThat(points.get(1)).containsExactly(0);
        assertThat(minimiser.stuck()).isTrue();
    }

    @Test
    void shouldNotRepeatAPointThatTheBoundsCutOff() {
        // The value rises along the negative gradient, so every step is rejected. All long steps end at the bound.
        BoxLbfgs minimiser = new BoxLbfgs(new float[] {0.001f});

        List<float[]> points = evaluated(
                minimiser,
                (x, gradient) -> {
                    gradient[0] = 1;
                    return -x[0];
                },
                1);

        assertThat(minimiser.stuck()).isTrue();
        assertNoneRepeated(points);
    }

    @Test
    void shouldStopIfTheFunctionIsNotANumber() {
        BoxLbfgs minimiser = new BoxLbfgs(new float[] {0.5f});

        List<float[]> points = evaluated(
                minimiser,
                (x, gradient) -> {
                    gradient[0] = Float.NaN;
                    return Double.NaN;
                },
                1);

        assertThat(minimiser.stuck()).isTrue();
        assertThat(points).hasSizeLessThan(3);
    }
}
