package org.robustdx.inference.image.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.DecodeResult.Refused;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.TestImages;
import org.robustdx.inference.image.png.PngBuilder;
import org.robustdx.inference.image.tiff.TiffWriter;

/** An image on which nothing is to be seen is refused, for a reason of its own. */
class NoPictureTest {
    private static final String UNIFORM = ": all pixels have one value";
    private static final String TRANSPARENT = ": image is fully transparent";
    private static final String VISIBLE_PART = ": all pixels that are not transparent have one value";

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "tiff", "jpeg"})
    void shouldRefuseImagesOfOneValue(String writer) {
        for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_3BYTE_BGR}) {
            BufferedImage image = new BufferedImage(16, 16, type);
            noPicture(TestImages.encode(image, writer), UNIFORM);
            for (int i = 0; i < 256; i++) {
                image.setRGB(i % 16, i / 16, 0x808080);
            }
            noPicture(TestImages.encode(image, writer), UNIFORM);
        }
    }

    @Test
    void shouldRefuseASinglePixel() {
        noPicture(new Raster(1, 1, 3, new byte[] {1, 2, 3}).toPng(), UNIFORM);
    }

    @Test
    void shouldReadAnImageInWhichOnePixelDiffers() {
        byte[] pixels = new byte[300];
        pixels[299] = 1;
        assertThat(decode(new Raster(10, 10, 3, pixels).toPng())).isInstanceOf(Decoded.class);
        // Red everywhere: the channels differ, the pixels do not.
        byte[] red = new byte[300];
        for (int i = 0; i < 300; i += 3) {
            red[i] = (byte) 200;
        }
        noPicture(new Raster(10, 10, 3, red).toPng(), UNIFORM);
    }

    @Test
    void shouldRefuseImagesThatAreFullyTransparent() {
        noPicture(
                new PngBuilder(2, 1, 8, 6)
                        .rows(8, new int[] {1, 2, 3, 0, 4, 5, 6, 0})
                        .build(),
                TRANSPARENT);
        noPicture(new PngBuilder(2, 1, 16, 4).rows(16, new int[] {1, 0, 900, 0}).build(), TRANSPARENT);
        noPicture(
                new PngBuilder(2, 1, 8, 3)
                        .chunk("PLTE", new byte[] {1, 2, 3, 4, 5, 6})
                        .chunk("tRNS", new byte[] {0, 0})
                        .rows(8, new int[] {0, 1})
                        .build(),
                TRANSPARENT);
        for (int kind : new int[] {1, 2}) {
            byte[] tiff = TiffWriter.of(ByteOrder.LITTLE_ENDIAN, 2, 1, 2, 8, 1)
                    .words(338, kind)
                    .segment(new byte[] {10, 0, 20, 0})
                    .build();
            noPicture(tiff, TRANSPARENT);
        }
    }

    @Test
    void shouldRefuseImagesWhoseVisiblePartHasOneValue() {
        // On black this is a white pixel beside a black one, which is the edge of the mask and no picture.
        noPicture(
                new PngBuilder(3, 1, 8, 4)
                        .rows(8, new int[] {255, 255, 10, 0, 255, 255})
                        .build(),
                VISIBLE_PART);
        // An opacity that varies draws a picture in one colour.
        byte[] drawn = new PngBuilder(3, 1, 8, 4)
                .rows(8, new int[] {255, 255, 255, 0, 255, 100})
                .build();
        assertThat(((Decoded) decode(drawn)).raster().pixels()).containsExactly(-1, 0, 100);
        byte[] part = new PngBuilder(3, 1, 8, 4)
                .rows(8, new int[] {255, 255, 10, 0, 7, 255})
                .build();
        assertThat(((Decoded) decode(part)).raster().pixels()).containsExactly(-1, 0, 7);
    }

    private static DecodeResult decode(byte[] content) {
        return ImageDecoders.standard().decode(content, DecodeLimits.ofDefaults());
    }

    private static void noPicture(byte[] content, String message) {
        assertThat(decode(content)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.NO_PICTURE);
            assertThat(refused.message()).endsWith(message);
        });
    }
}
