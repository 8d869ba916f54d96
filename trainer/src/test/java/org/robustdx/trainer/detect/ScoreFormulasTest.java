package org.robustdx.trainer.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Compares scores with values computed by hand or by plain loops. */
class ScoreFormulasTest {
    private static final int SIDE = 8;

    @Test
    void reconstructionIsTheMeanSquareOfTheResidual() {
        assertThat(score(new Reconstruction(), flat(0.5), flat(0.2))).isCloseTo(0.09, within(1e-6));
        assertThat(score(new Reconstruction(), flat(0.5), flat(0.5))).isZero();
    }

    @Test
    void featureShiftIsTheMeanSquareDistance() {
        SameDiff sd = SameDiff.create();
        SDVariable any = sd.constant(Nd4j.zeros(1, 1));
        SDVariable here = sd.constant("f", Nd4j.createFromArray(new float[][] {{1, -1, 1, 1}}));
        SDVariable there = sd.constant("g", Nd4j.createFromArray(new float[][] {{1, 1, 1, 0}}));

        assertThat(new FeatureShift()
                        .score(sd, new Detector.Readings(any, any, here, any, any, there, Map.of()))
                        .eval()
                        .getDouble(0))
                .isCloseTo(5 / 4.0, within(1e-6));
    }

    @Test
    void highFrequencyIsTheEnergyOfTheLaplacianOfTheResidual() {
        double[] point = flat(0.3);
        point[3 * SIDE + 4] += 0.5;

        // Responses 4 and four times 1, squared, of the 6 x 6 places where the mask fits.
        assertThat(score(new HighFrequency(), point, flat(0.3))).isCloseTo(0.25 * 20 / 36, within(1e-6));
        // A linear residual has no response.
        double[] slope = flat(0.3);
        Arrays.setAll(slope, i -> 0.02 * (i % SIDE) + 0.01 * Math.floorDiv(i, SIDE));
        assertThat(score(new HighFrequency(), slope, flat(0.3))).isCloseTo(0, within(1e-9));
    }

    @Test
    void noiseFloorOfAUniformImageIsThatOfRounding() {
        assertThat(score(new NoiseFloor(), flat(0.4), flat(0.4))).isCloseTo(Math.log(3 / 65025.0), within(1e-3));
    }

    @Test
    void noiseColourComparesTheMaskAtFullAndAtHalfSize() {
        double[] image = new Random(4).doubles(SIDE * SIDE).toArray();
        double[] half = new double[SIDE * SIDE / 4];
        for (int y = 0; y < SIDE / 2; y++) {
            for (int x = 0; x < SIDE / 2; x++) {
                int at = 2 * y * SIDE + 2 * x;
                half[y * SIDE / 2 + x] = (image[at] + image[at + 1] + image[at + SIDE] + image[at + SIDE + 1]) / 4;
            }
        }
        double expected = Math.log(response(image, SIDE) + 1e-3) - Math.log(response(half, SIDE / 2) + 1e-3);

        assertThat(score(new NoiseColour(), image, image)).isCloseTo(expected, within(1e-5));
    }

    private static double response(double[] image, int side) {
        int[] factors = {1, -2, 1};
        double sum = 0;
        for (int y = 1; y < side - 1; y++) {
            for (int x = 1; x < side - 1; x++) {
                double response = 0;
                for (int i = -1; i <= 1; i++) {
                    for (int j = -1; j <= 1; j++) {
                        response += factors[i + 1] * factors[j + 1] * image[(y + i) * side + x + j];
                    }
                }
                sum += Math.abs(response);
            }
        }
        return sum / ((side - 2) * (side - 2));
    }

    private static double[] flat(double value) {
        double[] image = new double[SIDE * SIDE];
        Arrays.fill(image, value);
        return image;
    }

    private static double score(Detector detector, double[] pixels, double[] denoised) {
        SameDiff sd = SameDiff.create();
        SDVariable any = sd.constant(Nd4j.zeros(1, 2));
        SDVariable image = sd.constant("image", array(pixels));
        SDVariable clean = sd.constant("clean", array(denoised));
        return detector.score(sd, new Detector.Readings(image, any, any, clean, any, any, Map.of()))
                .eval()
                .getDouble(0);
    }

    private static INDArray array(double[] pixels) {
        return Nd4j.createFromArray(pixels).reshape(1, 1, SIDE, SIDE);
    }
}
