package org.robustdx.inference.image.bmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.DecodeResult.Refused;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.formats.ImageDecoders;

class BmpDecoderTest {
    private static final int PLAIN = 0;
    private static final int RLE8 = 1;
    private static final int RLE4 = 2;
    private static final int MASKS = 3;
    /** Blue, green, red and a byte more, as a palette has them. */
    private static final byte[] TWO_COLOURS = bytes(30, 20, 10, 0, 60, 50, 40, 0);

    @ParameterizedTest
    @CsvSource({"40, 4, embedded JPEG", "40, 5, embedded PNG", "52, 4, embedded JPEG", "56, 5, embedded PNG"})
    @CsvSource({"108, 4, embedded JPEG", "108, 5, embedded PNG", "124, 4, embedded JPEG", "124, 5, embedded PNG"})
    @CsvSource({"64, 3, Huffman 1D", "64, 4, RLE24", "64, 5, unknown", "40, 11, CMYK", "40, 77, unknown"})
    void shouldRefuseNestedFormatsByName(int headerSize, int compression, String name) {
        byte[] nested = new Raster(2, 2, 1, new byte[] {1, 2, 3, 4}).toPng();
        for (int height : new int[] {2, -2}) {
            for (int bits : new int[] {0, 24}) {
                byte[] bmp = bmp(headerSize, 2, height, bits, compression, new byte[0], nested);
                assertThat(decode(bmp))
                        .isEqualTo(new Refused(
                                Reason.UNSUPPORTED,
                                "BMP: compression " + compression + " (" + name + ") is not supported"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 40, 52, 56, 64, 108, 124})
    void shouldReadColourUnderEachHeader(int headerSize) {
        // Two rows from below, blue first, each filled up to four bytes.
        byte[] data = bytes(9, 8, 7, 0, 3, 2, 1, 0);
        assertThat(raster(bmp(headerSize, 1, 2, 24, PLAIN, new byte[0], data)).pixels())
                .containsExactly(1, 2, 3, 7, 8, 9);
        if (headerSize > 12) {
            assertThat(raster(bmp(headerSize, 1, -2, 24, PLAIN, new byte[0], data))
                            .pixels())
                    .containsExactly(7, 8, 9, 1, 2, 3);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 64", "2, 16", "4, 1"})
    void shouldLookUpPalettes(int bits, int second) {
        // 0 1 0: the second pixel is in the bits after the first.
        byte[] data = bytes(second, 0, 0, 0);
        assertThat(raster(bmp(40, 3, 1, bits, PLAIN, TWO_COLOURS, data)).pixels())
                .containsExactly(10, 20, 30, 40, 50, 60, 10, 20, 30);
    }

    @Test
    void shouldReadMasks() {
        byte[] rgb565 = ints(0xf800, 0x07e0, 0x001f);
        // Full red, half green (31 of 63 is 125.5), full blue
        byte[] data = bytes(0x00, 0xf8, 0xe0, 0x03, 0x1f, 0x00, 0, 0);
        for (int headerSize : new int[] {40, 52, 56, 108, 124}) {
            assertThat(raster(bmp(headerSize, 3, 1, 16, MASKS, rgb565, data)).pixels())
                    .containsExactly(bytes(255, 0, 0, 0, 125, 0, 0, 0, 255));
        }
        byte[] argb = ints(0xff0000, 0xff00, 0xff, 0xff000000);
        assertThat(raster(bmp(124, 2, 1, 32, MASKS, argb, bytes(50, 100, 200, 128, 9, 8, 7, 255)))
                        .pixels())
                .containsExactly(100, 50, 25, 7, 8, 9);
        // Without masks the fourth byte says nothing.
        assertThat(raster(bmp(124, 2, 1, 32, PLAIN, argb, bytes(50, 100, 200, 0, 9, 8, 7, 0)))
                        .pixels())
                .containsExactly(bytes(200, 100, 50, 7, 8, 9));
        assertThat(((Refused) decode(bmp(40, 3, 1, 16, MASKS, ints(0xf800, 0xffe0, 0x1f), data))).message())
                .isEqualTo("BMP: colour masks with gaps or overlaps are not supported");
    }

    @Test
    void shouldExpandRuns() {
        // Below: two of colour 1; above: literally 0 1 0 with a byte to fill up.
        byte[] eight = bytes(3, 1, 0, 0, 0, 3, 0, 1, 0, 0, 0, 0, 0, 1);
        byte[] four = bytes(3, 0x11, 0, 0, 0, 3, 0x01, 0x00, 0, 1);
        byte[] gray = bytes(5, 5, 5, 0, 9, 9, 9, 0);
        assertThat(raster(bmp(40, 3, 2, 8, RLE8, gray, eight))).isEqualTo(new Raster(3, 2, 1, bytes(5, 9, 5, 9, 9, 9)));
        assertThat(raster(bmp(40, 3, 2, 4, RLE4, gray, four))).isEqualTo(new Raster(3, 2, 1, bytes(5, 9, 5, 9, 9, 9)));
    }

    @Test
    void shouldRefuseRunsThatDoNotFitTheImage() {
        corrupt(bmp(40, 3, 2, 8, RLE8, TWO_COLOURS, bytes(4, 1, 0, 1)), "a run goes past the end");
        corrupt(bmp(40, 3, 2, 8, RLE8, TWO_COLOURS, bytes(3, 1, 0, 0, 3, 1)), "truncated: runs without their end");
        corrupt(bmp(40, 3, 2, 8, RLE8, TWO_COLOURS, bytes(0, 2, 255, 255, 1, 1)), "a run goes past the end");
        assertThat(((Refused) decode(bmp(40, 3, 2, 8, RLE8, TWO_COLOURS, bytes(3, 1, 0, 1)))).message())
                .isEqualTo("BMP: runs that leave out 3 pixels are not supported");
    }

    @Test
    void shouldRefuseClaimsThatDisagree() {
        byte[] data = bytes(9, 8, 7, 0, 3, 2, 1, 0);
        byte[] bmp = bmp(40, 1, 2, 24, PLAIN, new byte[0], data);
        corrupt(with(bmp, 10, 53), "pixels at 53");
        corrupt(with(bmp, 10, -1), "pixels at 4294967295");
        corrupt(with(bmp, 10, 58), "truncated: pixels end at 65 of 62 bytes");
        corrupt(with(bmp, 22, 3), "truncated: pixels end at");
        assertThat(((Refused) decode(with(bmp, 22, Integer.MIN_VALUE))).reason())
                .isEqualTo(Reason.LIMIT);
        assertThat(((Refused) decode(with(bmp, 18, 1 << 30))).reason()).isEqualTo(Reason.LIMIT);
        assertThat(((Refused) decode(with(bmp, 28, 23))).message())
                .isEqualTo("BMP: 23 bits per pixel are not supported with coding PLAIN");
        assertThat(((Refused) decode(bmp(40, 3, -2, 8, RLE8, TWO_COLOURS, bytes(0, 1)))).message())
                .isEqualTo("BMP: 8 bits per pixel, top-down, are not supported with coding RLE8");
    }

    /** A BMP whose information header is of this size; {@code extra} is the palette or the masks. */
    private static byte[] bmp(
            int headerSize, int width, int height, int bits, int compression, byte[] extra, byte[] data) {
        boolean inside = headerSize > 40 && headerSize != 64 && bits > 8;
        int behind = inside ? 0 : extra.length;
        int offset = 14 + headerSize + behind;
        ByteBuffer out = ByteBuffer.allocate(offset + data.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 'B')
                .put((byte) 'M')
                .putInt(offset + data.length)
                .putInt(0)
                .putInt(offset);
        out.putInt(headerSize);
        if (headerSize == 12) {
            out.putShort((short) width)
                    .putShort((short) height)
                    .putShort((short) 1)
                    .putShort((short) bits);
        } else {
            out.putInt(width).putInt(height).putShort((short) 1).putShort((short) bits);
            out.putInt(compression).putInt(data.length);
        }
        out.position(inside ? 54 : 14 + headerSize);
        out.put(extra);
        out.position(offset);
        return out.put(data).array();
    }

    private static byte[] with(byte[] bmp, int at, int value) {
        byte[] changed = bmp.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return changed;
    }

    private static byte[] ints(int... values) {
        ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            out.putInt(value);
        }
        return out.array();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static DecodeResult decode(byte[] bmp) {
        return ImageDecoders.standard().decode(bmp, DecodeLimits.ofDefaults());
    }

    private static Raster raster(byte[] bmp) {
        DecodeResult result = decode(bmp);
        assertThat(result).isInstanceOf(Decoded.class);
        return ((Decoded) result).raster();
    }

    private static void corrupt(byte[] bmp, String message) {
        assertThat(decode(bmp)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.CORRUPT);
            assertThat(refused.message()).contains(message);
        });
    }
}
