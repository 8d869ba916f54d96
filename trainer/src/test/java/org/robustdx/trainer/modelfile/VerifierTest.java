package org.robustdx.trainer.modelfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class VerifierTest {
    private static final float[][] FOUND = {{0.5f, 2001}, {-1, 0}};
    private final INDArray expected = Nd4j.createFromArray(new float[][] {{0.5f, 2000}, {-1, 0.25f}});

    @Test
    void scoresBeyondOneDifferByAShareOfThemselves() {
        // 1 of 2000, and 0.25 of a score below 1.
        assertThat(Verifier.difference(FOUND, expected, true)).isCloseTo(0.25, within(1e-9));
        assertThat(Verifier.difference(new float[][] {{0.5f, 2001}, {-1, 0.25f}}, expected, true))
                .isCloseTo(0.0005, within(1e-9));
    }

    @Test
    void otherOutputsDifferAsTheyAre() {
        assertThat(Verifier.difference(FOUND, expected, false)).isEqualTo(1);
    }

    @Test
    void outputsOfAnotherSizeDoNotAgree() {
        assertThat(Verifier.difference(new float[][] {{0.5f}}, expected, false)).isNaN();
    }

    @Test
    void notANumberDoesNotAgree() {
        assertThat(Verifier.difference(new float[][] {{0.5f, 2000}, {Float.NaN, 0.25f}}, expected, true))
                .isNaN();
    }
}
