package org.robustdx.inference.image.exif;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.TestImages;
import org.robustdx.inference.image.formats.ImageDecoders;
import org.robustdx.inference.image.png.PngBuilder;
import org.robustdx.inference.image.tiff.TiffWriter;

class OrientationTest {
    private static final byte[] NAME = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

    /**
     * The stored rows are "123" and "456". What each orientation makes of them is read off the picture of the letter F in the usual overview of
     * the eight, and agrees with Pillow's {@code ImageOps.exif_transpose}.
     */
    @ParameterizedTest
    @CsvSource({"1, 123 456", "2, 321 654", "3, 654 321", "4, 456 123"})
    @CsvSource({"5, 14 25 36", "6, 41 52 63", "7, 63 52 41", "8, 36 25 14"})
    @CsvSource({"0, 123 456", "9, 123 456", "65535, 123 456"})
    void shouldTurnPngAndTiff(int orientation, String expected) {
        byte[] samples = {1, 2, 3, 4, 5, 6};
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            byte[] png = png(exif(order, 274, 3, 1, orientation));
            assertThat(digits(png)).as("PNG").isEqualTo(expected);
            byte[] tiff = TiffWriter.of(order, 3, 2, 1, 8, 1)
                    .words(274, orientation)
                    .segment(samples)
                    .build();
            assertThat(digits(tiff)).as("TIFF").isEqualTo(expected);
        }
    }

    /** A colour for each quarter of the image; which one is in which corner afterwards. */
    @ParameterizedTest
    @CsvSource({"1, RGBW", "2, GRWB", "3, WBGR", "4, BWRG", "5, RBGW", "6, BRWG", "7, WGBR", "8, GWRB"})
    void shouldTurnJpeg(int orientation, String corners) {
        BufferedImage image = new BufferedImage(48, 32, BufferedImage.TYPE_3BYTE_BGR);
        for (int i = 0; i < 48 * 32; i++) {
            int x = i % 48;
            int y = i / 48;
            image.setRGB(x, y, y < 16 ? (x < 24 ? 0xff0000 : 0x00ff00) : x < 24 ? 0x0000ff : 0xffffff);
        }
        byte[] jpeg = app1(TestImages.encode(image, "jpeg"), exif(ByteOrder.BIG_ENDIAN, 274, 3, 1, orientation));
        Raster raster = raster(jpeg);
        assertThat(raster.shape()).isEqualTo(orientation < 5 ? "32x48x3" : "48x32x3");
        int w = raster.width() - 1;
        int h = raster.height() - 1;
        assertThat(colour(raster, 0, 0) + colour(raster, w, 0) + colour(raster, 0, h) + colour(raster, w, h))
                .isEqualTo(corners);
    }

    @Test
    void shouldGoByTheFirstExifSegment() {
        byte[] plain = TestImages.encode(TestImages.ramp(48, 32, BufferedImage.TYPE_3BYTE_BGR), "jpeg");
        byte[] upright = app1(plain, exif(ByteOrder.BIG_ENDIAN, 274, 3, 1, 1));
        byte[] turned = app1(plain, exif(ByteOrder.BIG_ENDIAN, 274, 3, 1, 6));
        assertThat(raster(app1(turned, exif(ByteOrder.BIG_ENDIAN, 274, 3, 1, 1)))
                        .shape())
                .isEqualTo("32x48x3");
        assertThat(raster(app1(upright, exif(ByteOrder.BIG_ENDIAN, 274, 3, 1, 6)))
                        .shape())
                .isEqualTo("48x32x3");
        byte[] other = "http://ns.adobe.com/xap/1.0/\0".getBytes(StandardCharsets.US_ASCII);
        assertThat(raster(segment(turned, other)).shape()).isEqualTo("48x32x3");
    }

    @Test
    void shouldTakeDamagedExifForNone() {
        byte[] whole = exif(ByteOrder.LITTLE_ENDIAN, 274, 3, 1, 6);
        assertThat(digits(png(whole))).isEqualTo("41 52 63");
        for (int length = 0; length < 22; length++) {
            assertThat(digits(png(Arrays.copyOf(whole, length))))
                    .as("%d bytes", length)
                    .isEqualTo("123 456");
        }
        for (byte[] damaged : new byte[][] {
            exif(ByteOrder.LITTLE_ENDIAN, 274, 4, 1, 6), // a long
            exif(ByteOrder.LITTLE_ENDIAN, 274, 2, 1, 6), // a text
            exif(ByteOrder.LITTLE_ENDIAN, 274, 3, 2, 6), // two values
            exif(ByteOrder.LITTLE_ENDIAN, 274, 3, 0, 6), // none
            with(whole, 4, 0xff), // a directory far outside
            with(whole, 4, 0), // a directory in the header
            with(whole, 9, 0xff), // 65,281 entries
            with(whole, 0, 'M'), // the other byte order
            with(whole, 2, 43)
        }) {
            assertThat(digits(png(damaged))).isEqualTo("123 456");
        }
        byte[] png = png(whole);
        png[40] ^= 1; // in the chunk, against its CRC
        assertThat(digits(png)).isEqualTo("123 456");
    }

    @Test
    void shouldTurnLargeImagesAsSmallOnes() {
        int width = 150;
        int height = 70;
        byte[] pixels = new byte[width * height];
        new java.util.Random(1).nextBytes(pixels);
        Raster turned = Orientation.RIGHT_TOP.apply(new Raster(width, height, 1, pixels));
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                // A quarter to the right: the left column becomes the top row, its lowest pixel the first.
                assertThat(turned.sample(x, height - 1 - y, 0)).isEqualTo(pixels[y * width + x] & 0xff);
            }
        }
    }

    /** A TIFF header and a directory of one entry. */
    private static byte[] exif(ByteOrder order, int tag, int type, int count, int value) {
        byte mark = (byte) (order == ByteOrder.BIG_ENDIAN ? 'M' : 'I');
        ByteBuffer out = ByteBuffer.allocate(26).order(order);
        out.put(mark).put(mark).putShort((short) 42).putInt(8).putShort((short) 1);
        out.putShort((short) tag).putShort((short) type).putInt(count);
        if (type == 4) {
            out.putInt(value);
        } else {
            out.putShort((short) value);
        }
        return out.array();
    }

    private static byte[] png(byte[] exif) {
        return new PngBuilder(3, 2, 8, 0)
                .chunk("eXIf", exif)
                .rows(8, new int[] {1, 2, 3}, new int[] {4, 5, 6})
                .build();
    }

    private static byte[] app1(byte[] jpeg, byte[] exif) {
        byte[] content = Arrays.copyOf(NAME, NAME.length + exif.length);
        System.arraycopy(exif, 0, content, NAME.length, exif.length);
        return segment(jpeg, content);
    }

    /** Puts an APP1 segment before all others. */
    private static byte[] segment(byte[] jpeg, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, 2);
        out.write(0xff);
        out.write(0xe1);
        out.write((content.length + 2) >> 8);
        out.write(content.length + 2);
        out.writeBytes(content);
        out.write(jpeg, 2, jpeg.length - 2);
        return out.toByteArray();
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private static Raster raster(byte[] content) {
        DecodeResult result = ImageDecoders.standard().decode(content, DecodeLimits.ofDefaults());
        assertThat(result).isInstanceOf(Decoded.class);
        return ((Decoded) result).raster();
    }

    private static String digits(byte[] content) {
        Raster raster = raster(content);
        StringBuilder rows = new StringBuilder();
        for (int y = 0; y < raster.height(); y++) {
            rows.append(y == 0 ? "" : " ");
            for (int x = 0; x < raster.width(); x++) {
                rows.append(raster.sample(y, x, 0));
            }
        }
        return rows.toString();
    }

    private static String colour(Raster raster, int x, int y) {
        boolean red = raster.sample(y, x, 0) > 128;
        boolean green = raster.sample(y, x, 1) > 128;
        return red && green ? "W" : red ? "R" : green ? "G" : "B";
    }
}
