package org.robustdx.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.nn.Results;

class AverageTest {
    private final Parameters parameters = new Parameters(1, DataType.DOUBLE);

    AverageTest() {
        set(1, 1);
    }

    private void set(double w, double b) {
        parameters.restore(Map.of(
                "w", Nd4j.createFromArray(w).reshape(1, 1),
                "b", Nd4j.createFromArray(b)));
    }

    private static double[] values(Average average) {
        Map<String, org.nd4j.linalg.api.ndarray.INDArray> arrays =
                average.mean().arrays();
        return new double[] {
            Results.get(arrays, "w").getDouble(0), Results.get(arrays, "b").getDouble(0)
        };
    }

    @Test
    void beginsWithTheParametersAndFollowsThemByItsDecay() {
        Average average = new Average(parameters, 0.75);
        assertThat(values(average)).containsExactly(1, 1);
        set(5, 9);
        average.update(1000);

        assertThat(values(average)).containsExactly(new double[] {0.75 + 0.25 * 5, 0.75 + 0.25 * 9}, within(1e-12));
    }

    @Test
    void followsFasterAtTheBeginning() {
        Average average = new Average(parameters, 0.99);
        set(12, 1);
        average.update(1);

        assertThat(values(average)[0]).isCloseTo(1 + 11 * (1 - 2 / 11.0), within(1e-12));
    }

    @Test
    void isTheParametersThemselvesWithoutDecay() {
        Average average = new Average(parameters, 0);
        set(-3, 4);
        average.update(7);

        assertThat(values(average)).containsExactly(-3, 4);
    }

    @Test
    void leavesTheParametersAlone() {
        Average average = new Average(parameters, 0.5);
        average.mean().kernels().forEach(vector -> vector.assign(100));

        assertThat(Results.get(parameters.arrays(), "w").getDouble(0)).isEqualTo(1);
    }
}
