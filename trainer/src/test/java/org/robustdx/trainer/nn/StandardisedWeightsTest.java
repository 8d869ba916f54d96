package org.robustdx.trainer.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class StandardisedWeightsTest {
    private final Parameters model = model();
    private final Map<String, INDArray> drawn = model.snapshot();
    private final Reparametrisation weights = WeightForm.STANDARDISED.of(model);

    private static Parameters model() {
        Parameters parameters = new Parameters(3);
        parameters.normal("a.w", 2, 3, 3, 2, 4);
        parameters.zeros("a.b", 4);
        parameters.normal("b.w", 2, 1, 1, 4, 5);
        parameters.normal("dense.w", 1, 5, 2);
        return parameters;
    }

    private INDArray of(String name) {
        return Results.get(model.arrays(), name);
    }

    @Test
    void eachChannelOfAKernelHasMeanZeroAndTheLengthOfItsGain() {
        INDArray kernel = of("a.w").reshape(18, 4);
        INDArray gain = Results.get(weights.free().arrays(), "a.g");
        for (int o = 0; o < 4; o++) {
            INDArray channel = kernel.getColumn(o);
            assertThat(channel.meanNumber().doubleValue()).isCloseTo(0, within(1e-7));
            assertThat(channel.norm2Number().doubleValue()).isCloseTo(gain.getDouble(o), within(1e-5));
        }
    }

    @Test
    void initialModelEqualsTheDrawnOneExceptForTheMeansOfItsKernels() {
        INDArray was = Results.get(drawn, "a.w").reshape(18, 4);
        INDArray centred = was.subRowVector(was.mean(0));

        assertThat(of("a.w").reshape(18, 4).sub(centred).amaxNumber().doubleValue())
                .isLessThan(1e-6);
    }

    @Test
    void matricesAndBiasesAreNotStandardised() {
        assertThat(of("dense.w")).isEqualTo(Results.get(drawn, "dense.w"));
        assertThat(weights.free().arrays()).containsOnlyKeys("a.w", "a.g", "a.b", "b.w", "b.g", "dense.w");
    }

    @Test
    void kernelWithAnotherLengthAndMeanGivesTheSameModel() {
        Map<String, INDArray> before = model.snapshot();
        Results.get(weights.free().arrays(), "a.w").muli(3).addi(0.7);

        weights.apply();

        assertThat(of("a.w").sub(before.get("a.w")).amaxNumber().doubleValue()).isLessThan(1e-6);
    }

    /** For a linear function of the model's arrays, whose gradient is its coefficients. */
    @Test
    void gradientsMatchFiniteDifferences() {
        Random random = new Random(7);
        Parameters coefficients = model.zerosLike();
        coefficients.arrays().values().forEach(array -> {
            for (int i = 0; i < array.length(); i++) {
                array.reshape(array.length()).putScalar(i, random.nextGaussian());
            }
        });
        Map<String, INDArray> gradients = weights.gradients(coefficients).snapshot();

        weights.free().arrays().forEach((name, array) -> {
            INDArray flat = array.reshape(array.length());
            for (int i = 0; i < array.length(); i++) {
                double value = flat.getDouble(i);
                float step = 0.01f;
                flat.putScalar(i, value + step);
                double above = value(coefficients);
                flat.putScalar(i, value - step);
                double below = value(coefficients);
                flat.putScalar(i, value);
                double expected = (above - below) / (2 * step);
                double gradient =
                        Results.get(gradients, name).reshape(array.length()).getDouble(i);
                assertThat(gradient).as("%s[%d]", name, i).isCloseTo(expected, within(2e-3 * (1 + Math.abs(expected))));
            }
        });
    }

    private double value(Parameters coefficients) {
        weights.apply();
        double sum = 0;
        for (Map.Entry<String, INDArray> entry : model.arrays().entrySet()) {
            sum += entry.getValue()
                    .mul(Results.get(coefficients.arrays(), entry.getKey()))
                    .sumNumber()
                    .doubleValue();
        }
        return sum;
    }

    @Test
    void savedArraysGiveTheSameModel() {
        Results.get(weights.free().arrays(), "b.g").muli(2);
        weights.apply();

        Map<String, INDArray> made =
                WeightForm.STANDARDISED.model(weights.free().snapshot());

        assertThat(made).containsExactlyInAnyOrderEntriesOf(model.arrays());
    }

    @Test
    void plainWeightsAreTheModelsOwn() {
        assertThat(WeightForm.PLAIN.of(model).free()).isSameAs(model);
        assertThat(WeightForm.PLAIN.model(drawn)).isSameAs(drawn);
    }

    @Test
    void refusesDoubles() {
        assertThatThrownBy(() -> WeightForm.STANDARDISED.of(new Parameters(1, DataType.DOUBLE)))
                .hasMessage("type: DOUBLE (expected: FLOAT)");
    }
}
