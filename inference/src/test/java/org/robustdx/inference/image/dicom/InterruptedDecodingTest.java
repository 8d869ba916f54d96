package org.robustdx.inference.image.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.formats.ImageDecoders;

/** Libraries that take too long give their thread back. Our own decoders need no interruption: their limits end them. */
class InterruptedDecodingTest {
    @Test
    void shouldGiveUpWhereTheThreadIsInterrupted() throws Exception {
        for (String format : new String[] {"png", "jpeg", "dicom-jpeg", "dicom-jpeg2000"}) {
            byte[] content = LargeImages.of(64).getOrDefault(format, new byte[0]);
            Thread.currentThread().interrupt();
            DecodeResult result;
            try {
                result = ImageDecoders.standard().decode(content, DecodeLimits.ofDefaults());
            } finally {
                Thread.interrupted();
            }
            assertThat(result).as(format).isInstanceOf(DecodeResult.Refused.class);
            assertThat(ImageDecoders.standard().decode(content, DecodeLimits.ofDefaults()))
                    .as(format)
                    .isInstanceOf(DecodeResult.Decoded.class);
        }
    }
}
