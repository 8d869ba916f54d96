package org.robustdx.inference.image.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.formats.ImageDecoders;

class HeapBytesTest {
    private static final ImageDecoders DECODERS = ImageDecoders.standard();
    private static final int SIDE = 96;
    private static final long PIXELS = SIDE * SIDE;

    @Test
    void shouldAskForWhatThePixelsOfEachFormatTake() throws Exception {
        // Bytes that are there at the same time for a pixel: what the reader holds, and what is made of it.
        Map<String, Long> least = Map.of(
                "png", 3L + 3,
                "jpeg", 3L + 3,
                "bmp", 3L,
                "tiff", 3L + 3,
                "png16", 2L + 1,
                "dicom", 3 * (4L + 4),
                "dicom-rle", 4L + 1,
                "dicom-jpeg", 3 * (1L + 1 + 4),
                "dicom-jpeg2000", 4L + 4);
        Map<String, byte[]> images = LargeImages.of(SIDE);
        assertThat(least).containsOnlyKeys(images.keySet());
        images.forEach((name, content) -> {
            long bytes = least.getOrDefault(name, 0L) * PIXELS;
            assertThat(DECODERS.decode(content, DecodeLimits.ofDefaults()))
                    .as(name)
                    .isInstanceOf(DecodeResult.Decoded.class);
            assertThat(DECODERS.heapBytes(content, DecodeLimits.ofDefaults()))
                    .as(name)
                    .isBetween(bytes, 4 * bytes);
        });
    }

    @Test
    void shouldAskForNothingWhereNothingIsDecoded() throws Exception {
        byte[] png = LargeImages.of(SIDE).getOrDefault("png", new byte[0]);
        for (byte[] content : new byte[][] {
            {},
            {1, 2, 3},
            java.util.Arrays.copyOf(png, 20),
            DicomWriter.image("1.2.3", "RGB", 1, 1, 3, 8).file()
        }) {
            assertThat(DECODERS.heapBytes(content, DecodeLimits.ofDefaults())).isZero();
        }
    }

    @Test
    void shouldAskForWhatAnInflatedDataSetTakes() {
        byte[] content = DicomWriter.image(DicomWriter.DEFLATED, "MONOCHROME2", SIDE, SIDE, 1, 8)
                .element(Tag.PIXEL_DATA, "OB", new byte[SIDE * SIDE])
                .file();
        assertThat(content.length).isLessThan(1000);
        assertThat(DECODERS.heapBytes(content, DecodeLimits.ofDefaults())).isGreaterThan((1 + 4 + 1) * PIXELS);
    }
}
