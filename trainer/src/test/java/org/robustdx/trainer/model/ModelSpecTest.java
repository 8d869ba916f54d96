package org.robustdx.trainer.model;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.robustdx.trainer.model.backbone.Backbones;

class ModelSpecTest {
    @ParameterizedTest
    @CsvSource({
        "3, 64, 1, 2, width: 3 (expected: 4 <= width <= 512)",
        "513, 64, 1, 2, width: 513 (expected: 4 <= width <= 512)",
        "4, 16, 1, 2, 'image-size: 16 (expected: a multiple of 32, 32 <= image-size <= 512)'",
        "4, 48, 1, 2, 'image-size: 48 (expected: a multiple of 32, 32 <= image-size <= 512)'",
        "4, 544, 1, 2, 'image-size: 544 (expected: a multiple of 32, 32 <= image-size <= 512)'",
        "4, 64, 2, 2, channels: 2 (expected: 1 or 3)",
        "4, 64, 1, 1, classes: 1 (expected: classes >= 2)"
    })
    void shouldRefuseWithTheBoundsInTheMessage(int width, int size, int channels, int classes, String message) {
        assertThatThrownBy(
                        () -> new ModelSpec(Backbones.RESNET, width, 1, size, channels, classes, Normalisation.IMAGE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"4, 32, 1, 2", "512, 512, 3, 1000"})
    void shouldTakeTheBounds(int width, int size, int channels, int classes) {
        assertThatCode(() -> new ModelSpec(Backbones.RESNET, width, 1, size, channels, classes, Normalisation.IMAGE))
                .doesNotThrowAnyException();
    }
}
