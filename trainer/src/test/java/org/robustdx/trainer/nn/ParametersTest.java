package org.robustdx.trainer.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ParametersTest {
    @Test
    void initialValuesDependOnSeedAndNameAndNotOnTheOrderOfCreation() {
        Parameters one = new Parameters(5);
        Parameters other = new Parameters(5);
        INDArray a = one.normal("a", 1, 3, 4);
        INDArray b = one.normal("b", 1, 3, 4);

        assertThat(other.normal("b", 1, 3, 4)).isEqualTo(b);
        assertThat(other.normal("a", 1, 3, 4)).isEqualTo(a);
        assertThat(a).isNotEqualTo(b);
        assertThat(new Parameters(6).normal("a", 1, 3, 4)).isNotEqualTo(a);
    }

    @Test
    void sameNameReturnsTheSameArray() {
        Parameters parameters = new Parameters(5);
        INDArray a = parameters.normal("a", 1, 2);
        a.assign(7);

        assertThat(parameters.normal("a", 1, 2)).isSameAs(a);
        assertThat(parameters.zeros("a", 2)).isSameAs(a);
    }

    @Test
    void shouldRefuseAnotherShape() {
        Parameters parameters = new Parameters(5);
        parameters.zeros("a", 2);

        assertThatThrownBy(() -> parameters.zeros("a", 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parameter a: [2] (expected: [3])");
        assertThatThrownBy(() -> parameters.restore(Map.of("a", Nd4j.zeros(4))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parameter a: [2] (expected: [4])");
    }

    @Test
    void snapshotDoesNotFollowLaterChangesAndRestoresInPlace() {
        Parameters parameters = new Parameters(5);
        INDArray a = parameters.normal("a", 1, 2, 2);
        INDArray before = a.dup();
        Map<String, INDArray> snapshot = parameters.snapshot();
        a.assign(9);

        assertThat(snapshot).containsEntry("a", before);
        parameters.restore(snapshot);
        assertThat(parameters.arrays().get("a")).isSameAs(a).isEqualTo(before);
    }

    @Test
    void countCountsValuesAndNotArrays() {
        Parameters parameters = new Parameters(5);
        parameters.normal("a", 1, 2, 3);
        parameters.zeros("b", 4);

        assertThat(parameters.count()).isEqualTo(10);
    }

    @Test
    void vectorsAreTheArraysThemselvesKernelsApartFromBiases() {
        Parameters parameters = new Parameters(5);
        INDArray a = parameters.normal("a", 1, 2, 3);
        INDArray b = parameters.zeros("b", 4);
        INDArray c = parameters.normal("c", 1, 1100, 1100);
        parameters.kernels().forEach(vector -> vector.assign(3));
        parameters.biases().forEach(vector -> vector.assign(5));

        assertThat(a).isEqualTo(Nd4j.valueArrayOf(new long[] {2, 3}, 3, DataType.FLOAT));
        assertThat(c).isEqualTo(Nd4j.valueArrayOf(new long[] {1100, 1100}, 3, DataType.FLOAT));
        assertThat(b).isEqualTo(Nd4j.valueArrayOf(new long[] {4}, 5, DataType.FLOAT));
    }

    @Test
    void zerosLikeHasTheSamePositions() {
        Parameters parameters = new Parameters(5);
        parameters.normal("a", 1, 2, 3);
        parameters.zeros("b", 4);
        parameters.normal("c", 1, 1100, 1100);
        parameters.normal("d", 1, 5, 1);
        Parameters zeros = parameters.zerosLike();
        assertThat(zeros.arrays().values())
                .allSatisfy(array -> assertThat(array.maxNumber().doubleValue()).isZero());
        zeros.restore(parameters.arrays());

        assertThat(zeros.kernels()).isEqualTo(parameters.kernels());
        assertThat(zeros.biases()).isEqualTo(parameters.biases());
    }
}
