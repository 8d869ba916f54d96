package org.robustdx.inference.image.pixels;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.formats.ImageDecoders;
import org.robustdx.inference.image.png.PngBuilder;
import org.robustdx.inference.image.tiff.TiffWriter;

/** Which 8 of 16 stored bits are shown. */
class DepthTest {
    @ParameterizedTest
    @CsvSource({"255, 200, 200", "256, 200, 50", "1023, 512, 128", "1024, 512, 32", "4095, 2048, 128"})
    @CsvSource({"4096, 2048, 32", "16383, 8192, 128", "16384, 8192, 32", "65535, 32768, 128"})
    void shouldScaleFromTheBitsThatTheLargestSampleNeeds(int largest, int sample, int expected) {
        int[] gray = {largest, sample, 0};
        assertThat(shown(png(0, gray))[1]).isEqualTo(expected);
        int[] colour = {0, sample, 0, largest, 0, 0};
        assertThat(shown(png(2, colour))[1]).isEqualTo(expected);
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            assertThat(shown(tiff(order, 1, gray))[1]).isEqualTo(expected);
            assertThat(shown(tiff(order, 3, colour))[1]).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    // Samples that fit are meant as they are; others are scaled to 16 bits, as the specification has it.
    @CsvSource({"12, 900, 56", "16, 900, 3", "10, 900, 225", "12, 4095, 255", "12, 14400, 56", "0, 900, 225"})
    void shouldGoByTheSignificantBitsOfPng(int declared, int sample, int expected) {
        byte[] png = new PngBuilder(2, 1, 16, 0)
                .chunk("sBIT", (byte) declared)
                .rows(16, new int[] {sample, 0})
                .build();
        assertThat(shown(png)[0]).isEqualTo(expected);
    }

    @Test
    void shouldNotLetTheOpacityDecide() {
        // 12 bits of gray: 2048 is half; opacity of 16 bits, or of 12 where it fits.
        byte[] wide = new PngBuilder(2, 1, 16, 4)
                .rows(16, new int[] {2048, 65535, 4095, 0x4000})
                .build();
        assertThat(shown(wide)).containsExactly(128, 64);
        byte[] same = new PngBuilder(2, 1, 16, 4)
                .rows(16, new int[] {2048, 4095, 4095, 1024})
                .build();
        assertThat(shown(same)).containsExactly(128, 64);
        byte[] tiff = TiffWriter.of(ByteOrder.LITTLE_ENDIAN, 2, 1, 2, 16, 1)
                .words(338, 2)
                .segment(TiffWriter.pack(new int[] {2048, 65535, 4095, 0x4000}, 4, 16, ByteOrder.LITTLE_ENDIAN))
                .build();
        assertThat(shown(tiff)).containsExactly(128, 64);
    }

    private static byte[] png(int colourType, int[] samples) {
        int pixels = samples.length / (colourType == 0 ? 1 : 3);
        return new PngBuilder(pixels, 1, 16, colourType).rows(16, samples).build();
    }

    private static byte[] tiff(ByteOrder order, int channels, int[] samples) {
        return TiffWriter.of(order, samples.length / channels, 1, channels, 16, channels == 1 ? 1 : 2)
                .segment(TiffWriter.pack(samples, samples.length, 16, order))
                .build();
    }

    private static int[] shown(byte[] content) {
        DecodeResult result = ImageDecoders.standard().decode(content, DecodeLimits.ofDefaults());
        assertThat(result).isInstanceOf(Decoded.class);
        byte[] pixels = ((Decoded) result).raster().pixels();
        int[] values = new int[pixels.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = pixels[i] & 0xff;
        }
        return values;
    }
}
