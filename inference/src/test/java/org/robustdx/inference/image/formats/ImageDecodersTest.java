package org.robustdx.inference.image.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.RealImages;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.DecodeResult.Refused;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.TestImages;

class ImageDecodersTest {
    private static final DecodeLimits LIMITS = DecodeLimits.ofDefaults();
    private static final int WHITE_IS_ZERO = 0;
    private static final int BLACK_IS_ZERO = 1;

    @ParameterizedTest
    @CsvSource({"png, PNG, 0", "bmp, BMP, 0", "tiff, TIFF, 0", "jpeg, JPEG, 12"})
    void shouldDecodeColourByContent(String writer, String format, int tolerance) {
        BufferedImage image = TestImages.ramp(33, 17, BufferedImage.TYPE_3BYTE_BGR);
        Decoded decoded = decoded(TestImages.encode(image, writer));
        assertThat(decoded.format()).isEqualTo(format);
        assertThat(decoded.raster().shape()).isEqualTo("17x33x3");
        for (int y = 0; y < 17; y++) {
            for (int x = 0; x < 33; x++) {
                for (int c = 0; c < 3; c++) {
                    int expected = image.getRaster().getSample(x, y, c);
                    assertThat(Math.abs(decoded.raster().sample(y, x, c) - expected))
                            .isLessThanOrEqualTo(tolerance);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "tiff", "jpeg"})
    void shouldKeepGrayAsItIsStored(String writer) {
        BufferedImage image = new BufferedImage(16, 8, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 128; i++) {
            image.getRaster().setSample(i % 16, i / 16, 0, i % 16 < 8 ? 60 : 61);
        }
        Raster raster = decoded(TestImages.encode(image, writer)).raster();
        // Through Java's linear gray space 60 would come out as 11 or 133.
        assertThat(raster.channels()).isEqualTo(1);
        assertThat(raster.pixels()).containsOnly(60, 61);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "tiff"})
    void shouldTakeTheHighByteOfSixteenBitGray(String writer) {
        BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_USHORT_GRAY);
        int[] values = {0, 0x12ff, 0x8000, 0xffff};
        for (int x = 0; x < 4; x++) {
            image.getRaster().setSample(x, 0, 0, values[x]);
        }
        assertThat(decoded(TestImages.encode(image, writer)).raster())
                .isEqualTo(new Raster(4, 1, 1, new byte[] {0, 0x12, (byte) 0x80, -1}));
    }

    @Test
    void shouldCompositeAlphaOnBlack() {
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0xff_c8_64_32);
        image.setRGB(1, 0, 0x80_c8_64_32);
        image.setRGB(2, 0, 0x00_c8_64_32);
        // 200, 100, 50 at 128/255: 100.4, 50.2, 25.1
        assertThat(decoded(TestImages.encode(image, "png")).raster().pixels())
                .containsExactly(bytes(200, 100, 50, 100, 50, 25, 0, 0, 0));
    }

    @Test
    void shouldLookUpPalettes() {
        byte[] red = {0, (byte) 200};
        byte[] green = {10, 100};
        byte[] blue = {20, 50};
        BufferedImage image =
                new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 2, red, green, blue));
        image.getRaster().setSample(1, 0, 0, 1);
        assertThat(decoded(TestImages.encode(image, "png")).raster())
                .isEqualTo(new Raster(2, 1, 3, new byte[] {0, 10, 20, (byte) 200, 100, 50}));
    }

    @Test
    void shouldCompositeTransparentPaletteEntriesOnBlack() {
        byte[] shade = {(byte) 200, (byte) 200, 100};
        byte[] alpha = {(byte) 255, 0, (byte) 255};
        BufferedImage image = new BufferedImage(
                3, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 3, shade, shade, shade, alpha));
        image.getRaster().setSample(1, 0, 0, 1);
        image.getRaster().setSample(2, 0, 0, 2);
        assertThat(decoded(TestImages.encode(image, "png")).raster())
                .isEqualTo(new Raster(3, 1, 1, new byte[] {(byte) 200, 0, 100}));
    }

    @Test
    void shouldReadBilevelAsGray() {
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_BINARY);
        image.getRaster().setSample(1, 0, 0, 1);
        for (String writer : new String[] {"png", "bmp", "tiff"}) {
            assertThat(decoded(TestImages.encode(image, writer)).raster())
                    .as(writer)
                    .isEqualTo(new Raster(3, 1, 1, new byte[] {0, -1, 0}));
        }
    }

    @Test
    void shouldHonourWhiteIsZero() {
        byte[] data = {0, 100, (byte) 255};
        assertThat(decoded(TestImages.tiff(3, 1, 8, BLACK_IS_ZERO, data, 0))
                        .raster()
                        .pixels())
                .containsExactly(bytes(0, 100, 255));
        assertThat(decoded(TestImages.tiff(3, 1, 8, WHITE_IS_ZERO, data, 0))
                        .raster()
                        .pixels())
                .containsExactly(bytes(255, 155, 0));
        byte[] words = {0x12, 0x34, (byte) 0xff, (byte) 0xff};
        assertThat(decoded(TestImages.tiff(2, 1, 16, WHITE_IS_ZERO, words, 0))
                        .raster()
                        .pixels())
                .containsExactly(bytes(0xed, 0));
    }

    @Test
    void shouldRefuseATiffWhoseDirectoriesGoInCircles() {
        byte[] tiff = TestImages.tiff(1, 1, 8, BLACK_IS_ZERO, new byte[] {5}, 8);
        refused(tiff, Reason.LIMIT, "TIFF: image has 513 frames or more (limit: 512)");
    }

    @Test
    void shouldRefuseGigapixelsFromTheHeader() {
        byte[] png = TestImages.encode(new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY), "png");
        ByteBuffer.wrap(png).putInt(16, 100_000).putInt(20, 100_000);
        fixCrc(png, 12, 17);
        refused(png, Reason.LIMIT, "PNG: image is 100000x100000 pixels (limit: 67108864 pixels)");
        byte[] tiff = TestImages.tiff(2_000_000_000, 2_000_000_000, 8, BLACK_IS_ZERO, new byte[] {5}, 0);
        refused(tiff, Reason.LIMIT, "TIFF: image is 2000000000x2000000000 pixels (limit: 67108864 pixels)");
    }

    @Test
    void shouldRefuseTooManyBytes() {
        byte[] png = TestImages.encode(new BufferedImage(9, 9, BufferedImage.TYPE_BYTE_GRAY), "png");
        assertThat(ImageDecoders.standard().decode(png, new DecodeLimits(20, 100, 1)))
                .isEqualTo(new Refused(Reason.LIMIT, "PNG: content has " + png.length + " bytes (limit: 20)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "tiff", "jpeg"})
    void shouldRefuseHalfAnImage(String writer) {
        byte[] whole = TestImages.encode(noise(64, 64), writer);
        for (int percent : new int[] {30, 50, 70, 90}) {
            byte[] half = Arrays.copyOf(whole, whole.length * percent / 100);
            assertThat(ImageDecoders.standard().decode(half, LIMITS))
                    .as("%d %% of %s", percent, writer)
                    .isInstanceOfSatisfying(
                            Refused.class, r -> assertThat(r.reason()).isEqualTo(Reason.CORRUPT));
        }
    }

    @Test
    void shouldDecodeTheSameInManyThreads() {
        for (String writer : new String[] {"png", "bmp", "tiff", "jpeg"}) {
            byte[] content = TestImages.encode(noise(50, 40), writer);
            Raster expected = decoded(content).raster();
            assertThat(IntStream.range(0, 200).parallel().mapToObj(i -> decoded(content)
                            .raster()))
                    .as(writer)
                    .allMatch(expected::equals);
        }
    }

    @Test
    void shouldSayWhatItDoesNotKnow() {
        refused(new byte[0], Reason.EMPTY, "content is empty");
        refused(
                "GIF89a".getBytes(StandardCharsets.US_ASCII),
                Reason.UNKNOWN_FORMAT,
                "content is none of the known formats (DICOM, JPEG, PNG, TIFF, BMP)");
    }

    @Test
    void shouldDecodeRealPhotographs() throws IOException {
        int decoded = 0;
        for (Path file : RealImages.files("chest-xray-fullsize")) {
            DecodeResult result = ImageDecoders.standard().decode(Files.readAllBytes(file), LIMITS);
            if (String.valueOf(file.getFileName()).matches(".*\\.(jpe?g|png)")) {
                assertThat(result).as(file.toString()).isInstanceOf(Decoded.class);
                decoded++;
            }
        }
        assertThat(decoded).isPositive();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static BufferedImage noise(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        java.util.Random random = new java.util.Random(3);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, random.nextInt());
        }
        return image;
    }

    private static void fixCrc(byte[] png, int from, int length) {
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(png, from, length);
        ByteBuffer.wrap(png).putInt(from + length, (int) crc.getValue());
    }

    private static Decoded decoded(byte[] content) {
        DecodeResult result = ImageDecoders.standard().decode(content, LIMITS);
        assertThat(result).isInstanceOf(Decoded.class);
        return (Decoded) result;
    }

    private static void refused(byte[] content, Reason reason, String message) {
        assertThat(ImageDecoders.standard().decode(content, LIMITS)).isEqualTo(new Refused(reason, message));
    }
}
