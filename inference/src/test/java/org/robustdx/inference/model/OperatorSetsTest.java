package org.robustdx.inference.model;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.Draw;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.OperatorSetIdProto;

class OperatorSetsTest {
    private static ModelProto.Builder valid() {
        return TinyModels.valid(8, 8, 1, List.of("a", "b"), List.of("c"));
    }

    @Test
    void shouldAllowOnnxsOwnOperatorsOfTheContractsVersion() throws InvalidModelException {
        OperatorSets.check(valid().build().toByteArray());
        ModelProto.Builder named = valid();
        named.getOpsetImportBuilder(0).setDomain("ai.onnx");
        OperatorSets.check(named.build().toByteArray());
    }

    @Test
    void shouldRefuseAnotherVersion() {
        ModelProto.Builder newer = valid();
        newer.getOpsetImportBuilder(0).setVersion(18);
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> OperatorSets.check(newer.build().toByteArray()))
                .withMessage("operator sets: {=18} (expected: only ONNX's own, version 17)");
    }

    @Test
    void shouldRefuseOtherOperators() {
        byte[] model = valid().addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain("com.example").setVersion(1))
                .build()
                .toByteArray();
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> OperatorSets.check(model))
                .withMessageContaining("com.example=1");
    }

    @Test
    void shouldRefuseWhatEndsEarly() {
        byte[] model = valid().build().toByteArray();
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> OperatorSets.check(Arrays.copyOf(model, model.length / 2)));
    }

    @Test
    void shouldRefuseArbitraryBytesWithoutFailing() {
        Draw.tries(1000, draw -> {
            byte[] bytes = draw.bytes(0, 100);
            assertThatExceptionOfType(InvalidModelException.class).isThrownBy(() -> OperatorSets.check(bytes));
        });
    }
}
