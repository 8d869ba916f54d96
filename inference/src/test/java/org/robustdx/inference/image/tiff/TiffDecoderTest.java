package org.robustdx.inference.image.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.robustdx.inference.image.tiff.TiffWriter.deflate;
import static org.robustdx.inference.image.tiff.TiffWriter.lzw;
import static org.robustdx.inference.image.tiff.TiffWriter.pack;
import static org.robustdx.inference.image.tiff.TiffWriter.packBits;
import static org.robustdx.inference.image.tiff.TiffWriter.reversed;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.DecodeResult.Refused;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.formats.ImageDecoders;

/** Every variety of samples, as written by the test, comes out with its value or is refused by its name. */
class TiffDecoderTest {
    private static final DecodeLimits LIMITS = DecodeLimits.ofDefaults();
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
    private static final List<ByteOrder> ORDERS = List.of(LITTLE, ByteOrder.BIG_ENDIAN);
    private static final int WIDTH = 13;
    private static final int HEIGHT = 6;

    /** How bytes are compressed, under which code. */
    private enum Packing {
        NONE(1, bytes -> bytes),
        LZW(5, TiffWriter::lzw),
        DEFLATE(8, TiffWriter::deflate),
        OLD_DEFLATE(32946, TiffWriter::deflate),
        PACK_BITS(32773, TiffWriter::packBits);

        private final int code;

        @SuppressWarnings("ImmutableEnumChecker") // a method reference
        private final UnaryOperator<byte[]> packed;

        Packing(int code, UnaryOperator<byte[]> packed) {
            this.code = code;
            this.packed = packed;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void shouldReadAnyNumberOfBits(int bits) {
        for (ByteOrder order : ORDERS) {
            for (int photometric : new int[] {0, 1, 2}) {
                int channels = photometric == 2 ? 3 : 1;
                int[] samples = samples(WIDTH * HEIGHT * channels, bits);
                byte[] tiff = TiffWriter.of(order, WIDTH, HEIGHT, channels, bits, photometric)
                        .segment(pack(samples, WIDTH * channels, bits, order))
                        .build();
                byte[] expected = new byte[samples.length];
                for (int i = 0; i < samples.length; i++) {
                    int value = shown(samples[i], bits);
                    expected[i] = (byte) (photometric == 0 ? 255 - value : value);
                }
                assertThat(raster(tiff))
                        .as("%s, photometric interpretation %d", order, photometric)
                        .isEqualTo(new Raster(WIDTH, HEIGHT, channels, expected));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadStripsTilesAndPlanesOfEachCompression(Packing packing) {
        for (int bits : new int[] {8, 12, 16}) {
            int[] samples = samples(WIDTH * HEIGHT * 3, bits);
            Raster expected = expected(samples, 3, bits);
            for (boolean backwards : new boolean[] {false, true}) {
                UnaryOperator<byte[]> packed =
                        bytes -> backwards ? reversed(packing.packed.apply(bytes)) : packing.packed.apply(bytes);
                String as = bits + " bits, fill order " + (backwards ? 2 : 1);
                TiffWriter strips = image(packing, bits, backwards).words(278, 4);
                strips.segment(packed.apply(pack(part(samples, 3, 0, 0, WIDTH, 4), WIDTH * 3, bits, LITTLE)));
                strips.segment(packed.apply(pack(part(samples, 3, 0, 4, WIDTH, 2), WIDTH * 3, bits, LITTLE)));
                assertThat(raster(strips.build())).as("strips, " + as).isEqualTo(expected);

                TiffWriter tiles = image(packing, bits, backwards).tiles(16, 4);
                TiffWriter narrow = image(packing, bits, backwards).tiles(8, 8);
                for (int at = 0; at < 2; at++) {
                    tiles.segment(packed.apply(pack(part(samples, 3, 0, 4 * at, 16, 4), 48, bits, LITTLE)));
                    narrow.segment(packed.apply(pack(part(samples, 3, 8 * at, 0, 8, 8), 24, bits, LITTLE)));
                }
                assertThat(raster(tiles.build()))
                        .as("tiles below each other, " + as)
                        .isEqualTo(expected);
                assertThat(raster(narrow.build()))
                        .as("tiles side by side, " + as)
                        .isEqualTo(expected);

                TiffWriter planes = image(packing, bits, backwards).words(284, 2);
                for (int c = 0; c < 3; c++) {
                    int[] plane = new int[WIDTH * HEIGHT];
                    for (int i = 0; i < plane.length; i++) {
                        plane[i] = samples[3 * i + c];
                    }
                    planes.segment(packed.apply(pack(plane, WIDTH, bits, LITTLE)));
                }
                assertThat(raster(planes.build())).as("planes, " + as).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"8, 8", "16, 5", "8, 32946"})
    void shouldUndoDifferences(int bits, int compression) {
        for (ByteOrder order : ORDERS) {
            int[] samples = samples(WIDTH * HEIGHT * 3, bits);
            int[] differences = samples.clone();
            for (int i = 0; i < samples.length; i++) {
                if (i % (WIDTH * 3) >= 3) {
                    differences[i] = (samples[i] - samples[i - 3]) & ((1 << bits) - 1);
                }
            }
            byte[] packed = pack(differences, WIDTH * 3, bits, order);
            byte[] tiff = TiffWriter.of(order, WIDTH, HEIGHT, 3, bits, 2)
                    .words(259, compression)
                    .words(317, 2)
                    .segment(compression == 5 ? lzw(packed) : deflate(packed))
                    .build();
            assertThat(raster(tiff)).as("%s", order).isEqualTo(expected(samples, 3, bits));
        }
    }

    @Test
    void shouldExpandStringsOfLzw() {
        // "aaaaaaa" by the code that is only being defined: clear, 'a', 258 "aa", 259 "aaa", 'a' then 'b', end.
        byte[] packed = pack(new int[] {256, 'a', 258, 259, 'a', 'b', 257}, 7, 9, LITTLE);
        byte[] tiff = TiffWriter.of(LITTLE, 8, 1, 1, 8, 1)
                .words(259, 5)
                .segment(packed)
                .build();
        assertThat(raster(tiff).pixels())
                .containsExactly(
                        (byte) 'a', (byte) 'a', (byte) 'a', (byte) 'a', (byte) 'a', (byte) 'a', (byte) 'a', (byte) 'b');
    }

    @Test
    void shouldLeaveOutExtraSamplesOfNoStatedKind() {
        assertThat(pixels(new int[] {10, 20, 30, 0, 40, 50, 60, 0}, 2, 0)).containsExactly(10, 20, 30, 40, 50, 60);
        assertThat(pixels(new int[] {10, 20, 30, 0, 9, 40, 50, 60, 0, 7}, 2, 0, 0))
                .containsExactly(10, 20, 30, 40, 50, 60);
        assertThat(pixels(new int[] {10, 0, 40, 0}, 1, 0)).containsExactly(10, 40);
    }

    @Test
    void shouldCompositeAlphaOnBlack() {
        // 200 at 128/255 is 100.4; what is stored multiplied is on black already.
        assertThat(pixels(new int[] {200, 100, 50, 128, 40, 50, 60, 255}, 2, 2))
                .containsExactly(100, 50, 25, 40, 50, 60);
        assertThat(pixels(new int[] {100, 50, 25, 128, 40, 50, 60, 255}, 2, 1))
                .containsExactly(100, 50, 25, 40, 50, 60);
        assertThat(pixels(new int[] {200, 100, 50, 7, 128, 40, 50, 60, 9, 255}, 2, 0, 2))
                .containsExactly(100, 50, 25, 40, 50, 60);
        assertThat(pixels(new int[] {55, 128, 215, 255}, 0, 2)).containsExactly(100, 40);
    }

    @Test
    void shouldLookUpPalettesOfEightAndOfSixteenBits() {
        byte[] indexes = pack(new int[] {0, 3, 1}, 3, 2, LITTLE);
        TiffWriter wide = TiffWriter.of(LITTLE, 3, 1, 1, 2, 3);
        wide.words(320, 0x1100, 0, 0, 0xffff, 0x2200, 0x80ff, 0, 0xffff, 0x3300, 0, 0, 0xff00);
        assertThat(raster(wide.segment(indexes).build()).pixels())
                .containsExactly(bytes(0x11, 0x22, 0x33, 255, 255, 255, 0, 0x80, 0));
        TiffWriter narrow = TiffWriter.of(LITTLE, 3, 1, 1, 2, 3);
        narrow.words(320, 0x11, 0, 0, 0xff, 0x22, 0x80, 0, 0xff, 0x33, 0, 0, 0xff);
        assertThat(raster(narrow.segment(indexes).build()).pixels())
                .containsExactly(bytes(0x11, 0x22, 0x33, 255, 255, 255, 0, 0x80, 0));
    }

    @Test
    void shouldReadYcbcr() {
        // Red, gray and blue by BT.601: (76.2, 84.97, 255.5), (100, 128, 128), (29.1, 255.5, 107.3)
        byte[] data = bytes(76, 85, 255, 100, 128, 128, 29, 255, 107);
        byte[] tiff = TiffWriter.of(LITTLE, 3, 1, 3, 8, 6)
                .words(530, 1, 1)
                .segment(data)
                .build();
        assertThat(raster(tiff).pixels()).containsExactly(bytes(254, 0, 0, 100, 100, 100, 0, 0, 254));
        refused(
                TiffWriter.of(LITTLE, 3, 1, 3, 8, 6).segment(data),
                "YCbCr with subsampling 2x2 is not supported without JPEG compression");
    }

    @Test
    void shouldRefuseByNameWhatItDoesNotRead() {
        refused(rgb().words(317, 3), "predictor 3 (floating point) with 8 bits and compression NONE is not supported");
        refused(rgb().words(317, 2), "predictor 2 with 8 bits and compression NONE is not supported");
        refused(rgb().words(259, 34925), "compression 34925 (LZMA) is not supported");
        refused(rgb().words(259, 50000), "compression 50000 (Zstandard) is not supported");
        refused(rgb().words(259, 9999), "compression 9999 (unknown) is not supported");
        refused(rgb().words(262, 8), "photometric interpretation 8 (CIELAB) is not supported");
        refused(rgb().words(339, 2, 2, 2), "sample format 2 (signed integer) is not supported");
        refused(rgb().words(339, 3), "sample format 3 (floating point) is not supported");
        refused(rgb().words(258, 8, 8, 5), "samples of different depths (8 and 5 bits) are not supported");
        refused(rgb().words(258, 32, 32, 32), "32 bits per sample are not supported");
        refused(rgb().words(262, 1), "2 extra samples of undeclared kind (ExtraSamples) are not supported");
        refused(rgb().words(262, 1).words(338, 2, 2), "more than one alpha sample is not supported");
        refused(rgb().words(262, 1).words(338, 0, 999), "extra sample of kind 999 is not supported");
        refused(
                rgb().words(262, 0).words(338, 1, 0),
                "associated alpha with photometric interpretation WHITE_IS_ZERO is not supported");
        refused(
                rgb().words(259, 4),
                "CCITT compression with 3 samples of 8 bits and photometric interpretation RGB is not supported");
        refused(
                rgb().words(259, 7).words(338, 0).words(277, 4).words(258, 8),
                "JPEG compression with 4 samples of 8 bits and photometric interpretation RGB is not supported");
        refused(
                TiffWriter.of(LITTLE, 1, 1, 3, 8, 2).words(259, 5).segment(new byte[] {0, 1, 2, 3}),
                "LZW of the old kind, with bits in reverse order, is not supported");
        byte[] big = {'I', 'I', 43, 0, 8, 0, 0, 0};
        assertThat(decode(big)).isEqualTo(new Refused(Reason.UNSUPPORTED, "TIFF: BigTIFF is not supported"));
    }

    @Test
    void shouldRefuseDirectoriesThatBreakTheRules() {
        corrupt(rgb().words(338, 0), "1 extra samples are declared (expected: 0)");
        corrupt(rgb().words(277, 1), "1 samples");
        corrupt(rgb().words(284, 3), "planar configuration: 3 (expected: 1 or 2)");
        corrupt(rgb().words(266, 0), "fill order: 0 (expected: 1 or 2)");
        corrupt(rgb().words(278, 0), "at least 1x1");
        corrupt(rgb().words(257, 2).words(278, 2), "truncated");
        corrupt(rgb().words(278, 1).words(257, 2), "tag 273 has 1 values (expected: at least 2)");
        corrupt(rgb().words(259, 8), "cannot");
        byte[] twice = rgb().build();
        twice[10 + 12] = twice[10]; // the tag of the second entry, then that of the first
        twice[10 + 13] = twice[11];
        assertThat(((Refused) decode(twice)).message()).contains("tag 256 stands twice");
    }

    @Test
    void shouldRefuseDeflatedDataWithAWrongChecksum() {
        byte[] data = deflate(bytes(1, 2, 3, 4, 5, 6));
        data[data.length - 1]++;
        corrupt(
                TiffWriter.of(LITTLE, 2, 1, 3, 8, 2).words(259, 8).segment(data),
                "strip or tile 0 cannot be expanded: incorrect data check");
    }

    @Test
    void shouldRefuseWhatCostsMoreThanItsPixels() {
        // 4 pixels from a tile of 2^32; 70,000 strips; the same megabyte of codes without output, many times.
        limit(TiffWriter.of(LITTLE, 2, 2, 1, 8, 1).tiles(65535, 65535).segment(new byte[4]), "65535x65535 pixels");
        TiffWriter strips =
                TiffWriter.of(LITTLE, 1, 1, 1, 8, 1).longs(257, 70_000).words(278, 1);
        limit(strips.segment(new byte[4]), "70000 strips or tiles (limit: 65536)");
        TiffWriter narrow =
                TiffWriter.of(LITTLE, 64, 1, 1, 8, 1).longs(257, 1 << 20).tiles(1, 16384);
        limit(narrow.segment(new byte[4]), "67108864 rows together (limit: 4194304)");
        limit(
                TiffWriter.of(LITTLE, 1, 1, 1, 8, 1).longs(257, 1 << 21).segment(new byte[4]),
                "image is 1x2097152 pixels (limit: sides of 1048576)");
        limit(
                TiffWriter.of(LITTLE, 1, 1, 60, 8, 2)
                        .longs(256, 8192)
                        .longs(257, 8192)
                        .words(338, new long[57])
                        .segment(new byte[4]),
                "samples of 8 bits");
        byte[] nothing = new byte[1 << 20];
        Arrays.fill(nothing, (byte) 0x80);
        byte[] shared = TiffWriter.of(LITTLE, 1, 2, 1, 8, 1)
                .words(259, 32773)
                .words(278, 1)
                .segment(nothing)
                .segment(new byte[] {0, 1})
                .build();
        int counts = shared.length - 2 - nothing.length - 8;
        System.arraycopy(shared, counts, shared, counts + 4, 4);
        int offsets = counts - 8;
        System.arraycopy(shared, offsets, shared, offsets + 4, 4);
        assertThat(((Refused) decode(shared)).message()).contains("strips or tiles have 2097152 bytes");
    }

    private static TiffWriter rgb() {
        return TiffWriter.of(LITTLE, 1, 1, 3, 8, 2).segment(new byte[] {1, 2, 3});
    }

    private static TiffWriter image(Packing packing, int bits, boolean backwards) {
        return TiffWriter.of(LITTLE, WIDTH, HEIGHT, 3, bits, 2)
                .words(259, packing.code)
                .words(266, backwards ? 2 : 1);
    }

    /** Two pixels of 8 bits with extra samples of these kinds. */
    private static int[] pixels(int[] samples, int photometric, long... kinds) {
        byte[] tiff = TiffWriter.of(LITTLE, 2, 1, samples.length / 2, 8, photometric)
                .words(338, kinds)
                .segment(bytes(samples))
                .build();
        byte[] shown = raster(tiff).pixels();
        int[] values = new int[shown.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = shown[i] & 0xff;
        }
        return values;
    }

    /** Random samples, the largest possible one among them. */
    private static int[] samples(int count, int bits) {
        Random random = new Random(bits);
        int[] samples = random.ints(count, 0, 1 << bits).toArray();
        samples[count / 2] = (1 << bits) - 1;
        return samples;
    }

    /** A rectangle of an image, filled up with zeros where it goes past the edge. */
    private static int[] part(int[] samples, int channels, int left, int top, int width, int height) {
        int[] part = new int[width * height * channels];
        for (int y = 0; y < Math.min(height, HEIGHT - top); y++) {
            int n = Math.min(width, WIDTH - left) * channels;
            System.arraycopy(samples, ((top + y) * WIDTH + left) * channels, part, y * width * channels, n);
        }
        return part;
    }

    private static Raster expected(int[] samples, int channels, int bits) {
        byte[] expected = new byte[samples.length];
        for (int i = 0; i < samples.length; i++) {
            expected[i] = (byte) shown(samples[i], bits);
        }
        return new Raster(WIDTH, HEIGHT, channels, expected);
    }

    /** The 8 high bits, or the nearest of 256 levels. */
    private static int shown(int sample, int bits) {
        return bits >= 8 ? sample >> (bits - 8) : (int) Math.round(sample * 255.0 / ((1 << bits) - 1));
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static DecodeResult decode(byte[] tiff) {
        return ImageDecoders.standard().decode(tiff, LIMITS);
    }

    private static Raster raster(byte[] tiff) {
        DecodeResult result = decode(tiff);
        assertThat(result).isInstanceOf(Decoded.class);
        return ((Decoded) result).raster();
    }

    private static void refused(TiffWriter tiff, String message) {
        assertThat(decode(tiff.build())).isEqualTo(new Refused(Reason.UNSUPPORTED, "TIFF: " + message));
    }

    private static void corrupt(TiffWriter tiff, String message) {
        refused(tiff, Reason.CORRUPT, message);
    }

    private static void limit(TiffWriter tiff, String message) {
        refused(tiff, Reason.LIMIT, message);
    }

    private static void refused(TiffWriter tiff, Reason reason, String message) {
        assertThat(decode(tiff.build())).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(reason);
            assertThat(refused.message()).contains(message);
        });
    }

    @Test
    void shouldPackLiterally() {
        // The test's own packing, by hand: 1, 2, 3 in 12 bits are 001 002 003.
        assertThat(pack(new int[] {1, 2, 3}, 3, 12, LITTLE)).containsExactly(0, 0x10, 0x02, 0, 0x30);
        assertThat(packBits(new byte[] {7, 8})).containsExactly(1, 7, 8);
    }
}
