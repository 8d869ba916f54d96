package org.robustdx.trainer.export;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.factory.Nd4j;

class OnnxOperatorTest {
    @ParameterizedTest
    @CsvSource({
        "ADD, 1, Add: 1 inputs (expected: 2 to 2)",
        "ADD, 3, Add: 3 inputs (expected: 2 to 2)",
        "CONV, 1, Conv: 1 inputs (expected: 2 to 3)",
        "CONV, 4, Conv: 4 inputs (expected: 2 to 3)",
        "RELU, 0, Relu: 0 inputs (expected: 1 to 1)"
    })
    void shouldRefuseANodeWithTooFewOrTooManyInputs(OnnxOperator operator, int inputs, String message) {
        List<String> names = Collections.nCopies(inputs, "x");

        assertThatThrownBy(() -> new OnnxGraphBuilder("test").node(operator, names, "y", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"ADD, 2", "CONV, 2", "CONV, 3", "CONCAT, 40", "RELU, 1"})
    void shouldCheckTheNumberOfInputs(OnnxOperator operator, int inputs) {
        assertThatCode(() -> operator.checkArity(inputs)).doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseAnAttributeOfAnotherType() {
        assertThatThrownBy(() -> new OnnxGraphBuilder("test")
                        .node(OnnxOperator.RELU, List.of("x"), "y", Map.of("slope", "steep")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("attribute slope: steep (expected: long or long[])");
    }

    @Test
    void shouldRefuseAConstantOfAnUnsupportedType() {
        assertThatThrownBy(() -> new OnnxGraphBuilder("test").constant("c", Nd4j.createFromArray(true, false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("BOOL");
    }
}
