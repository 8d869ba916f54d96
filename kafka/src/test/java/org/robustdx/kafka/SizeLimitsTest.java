package org.robustdx.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SizeLimitsTest {
    @ParameterizedTest
    @ValueSource(ints = {1024, SizeLimits.DEFAULT_MAX_IMAGE_BYTES, SizeLimits.LARGEST})
    void shouldAcceptInEachStepWhatThePreviousStepAccepted(int maxImageBytes) {
        SizeLimits sizes = new SizeLimits(maxImageBytes);
        assertThat(sizes.imageTopicBytes()).isGreaterThan(maxImageBytes);
        assertThat(sizes.outputTopicBytes()).isGreaterThan(sizes.repeatableBytes());
        assertThat(sizes.producerRequestBytes()).isGreaterThan(sizes.outputTopicBytes());
        assertThat(sizes.producerBufferBytes()).isGreaterThan(sizes.producerRequestBytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1023, SizeLimits.LARGEST + 1})
    void shouldRefuseSizesOutOfRange(int maxImageBytes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SizeLimits(maxImageBytes))
                .withMessageStartingWith("max-image-bytes: " + maxImageBytes + " (expected: ");
    }
}
