package org.robustdx.inference.image.tiff;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.DecodeResult.Refused;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.RefusedException;
import org.robustdx.inference.image.exif.TiffDirectory;
import org.robustdx.inference.image.formats.ImageDecoders;
import org.robustdx.inference.image.jpeg.TestJpegs;
import org.robustdx.inference.image.jpeg.TestJpegs.Kind;

/** JPEG streams in TIFF strips and tiles are checked as those of JPEG files are. */
class TiffJpegTest {
    private static final int WIDTH = 64;
    private static final int HEIGHT = 40;
    private static final byte[] GRAY = TestJpegs.gray(WIDTH, HEIGHT, 4);
    private static final int OLD_STYLE = 6;
    private static final int NEW_STYLE = 7;

    @Test
    void shouldDecodeStripsAndTilesOfTheReadersOwnWriter() throws IOException {
        for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_3BYTE_BGR}) {
            BufferedImage image = TestJpegs.texture(100, 75, type);
            for (boolean tiled : new boolean[] {false, true}) {
                assertThat(decode(written(image, tiled)))
                        .as("type %d, tiled %s", type, tiled)
                        .isInstanceOf(Decoded.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {OLD_STYLE, NEW_STYLE})
    void shouldDecodeOneWholeStream(int compression) {
        assertThat(raster(decode(tiff(compression, GRAY, 0)))).isEqualTo(raster(decode(GRAY)));
    }

    @ParameterizedTest
    @ValueSource(ints = {OLD_STYLE, NEW_STYLE})
    void shouldRefuseLostData(int compression) {
        List<byte[]> segments = TestJpegs.segments(GRAY);
        int scan = TestJpegs.indexOf(segments, TestJpegs.SOS);
        List<byte[]> intervals = TestJpegs.intervals(segments.get(scan));
        intervals.subList(2, 6).clear();
        List<byte[]> damaged = new ArrayList<>(segments);
        damaged.set(scan, TestJpegs.join(intervals));
        refused(tiff(compression, TestJpegs.join(damaged), 0), Reason.CORRUPT, "restart marker");
        refused(tiff(compression, Arrays.copyOf(GRAY, GRAY.length * 2 / 3), 0), Reason.CORRUPT, "damaged: ");
    }

    @Test
    void shouldRefuseLostDataInAnyStrip() throws IOException, RefusedException {
        byte[] whole = written(TestJpegs.texture(100, 75, BufferedImage.TYPE_3BYTE_BGR), false);
        TiffDirectory directory = TiffDirectory.first(whole, 0, whole.length);
        int strips = directory.values(TiffTag.STRIP_OFFSETS).count();
        assertThat(strips).isGreaterThan(2);
        for (int i = 0; i < strips; i++) {
            byte[] damaged = whole.clone();
            int from = (int) directory.numberAt(TiffTag.STRIP_OFFSETS, i, 0);
            int length = (int) directory.numberAt(TiffTag.STRIP_BYTE_COUNTS, i, 0);
            Arrays.fill(damaged, from + length - 60, from + length, (byte) 0);
            refused(damaged, Reason.CORRUPT, "damaged: ");
        }
    }

    @Test
    void shouldRefuseStripsThatOverlap() throws IOException, RefusedException {
        byte[] tiff = written(TestJpegs.texture(100, 75, BufferedImage.TYPE_3BYTE_BGR), false);
        TiffDirectory directory = TiffDirectory.first(tiff, 0, tiff.length);
        ByteBuffer buffer =
                ByteBuffer.wrap(tiff).order(tiff[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        for (int i = 0; i < directory.values(TiffTag.STRIP_OFFSETS).count(); i++) {
            int from = (int) directory.numberAt(TiffTag.STRIP_OFFSETS, 0, 0);
            buffer.putInt(directory.values(TiffTag.STRIP_OFFSETS).offset() + 4 * i, from);
            buffer.putInt(directory.values(TiffTag.STRIP_BYTE_COUNTS).offset() + 4 * i, tiff.length - from);
        }
        refused(tiff, Reason.CORRUPT, "strips or tiles have ");
    }

    @Test
    void shouldRefuseStreamsSmallerThanTheirStrip() {
        refused(tiff(NEW_STYLE, TestJpegs.gray(WIDTH, HEIGHT - 8, 4), 0), Reason.CORRUPT, "64x32 (expected: 64x40)");
    }

    @Test
    void shouldCheckStreamsWithCommonTables() {
        List<byte[]> segments = TestJpegs.segments(GRAY);
        List<byte[]> tables = new ArrayList<>(List.of(segments.get(0)));
        List<byte[]> stream = new ArrayList<>();
        for (byte[] segment : segments) {
            boolean common = TestJpegs.marker(segment) == TestJpegs.DHT || TestJpegs.marker(segment) == 0xdb;
            (common ? tables : stream).add(segment);
        }
        tables.add(segments.get(segments.size() - 1));
        byte[] first = TestJpegs.join(tables);
        byte[] whole = TestJpegs.join(stream);
        assertThat(raster(decode(tiff(NEW_STYLE, first, whole, 0)))).isEqualTo(raster(decode(GRAY)));
        refused(tiff(NEW_STYLE, first, Arrays.copyOf(whole, whole.length - 40), 0), Reason.CORRUPT, "damaged: ");
    }

    @Test
    void shouldIgnoreProfilesInStreams() {
        BufferedImage image = TestJpegs.texture(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        List<byte[]> segments = new ArrayList<>(TestJpegs.segments(TestJpegs.write(image, Kind.SEQUENTIAL, 0, false)));
        Raster expected = raster(decode(tiff(NEW_STYLE, TestJpegs.join(segments), 3)));
        byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        segments.add(2, TestJpegs.profile(1, 1, linear));
        assertThat(raster(decode(tiff(NEW_STYLE, TestJpegs.join(segments), 3)))).isEqualTo(expected);
    }

    @Test
    void shouldRefuseWhatCannotBeCheckedByName() {
        refused(tiff(NEW_STYLE, progressive(), 0), Reason.UNSUPPORTED, "JPEG of several scans");
        refused(tiff(OLD_STYLE, progressive(), 0), Reason.UNSUPPORTED, "JPEG of several scans");
        refused(tiff(OLD_STYLE, new byte[600], 0), Reason.UNSUPPORTED, "old style (compression 6)");
    }

    private static byte[] progressive() {
        return TestJpegs.write(
                TestJpegs.texture(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY), Kind.PROGRESSIVE, 0, false);
    }

    private static byte[] written(BufferedImage image, boolean tiled) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionType("JPEG");
            if (tiled) {
                param.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
                param.setTiling(32, 32, 0, 0);
            }
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private static byte[] tiff(int compression, byte[] jpeg, int colours) {
        return tiff(compression, new byte[0], jpeg, colours);
    }

    /** A big-endian TIFF of one strip, gray or, of three colours, YCbCr. */
    private static byte[] tiff(int compression, byte[] tables, byte[] jpeg, int colours) {
        boolean rgb = colours == 3;
        TreeMap<Integer, Integer> tags = new TreeMap<>();
        tags.put(256, WIDTH);
        tags.put(257, HEIGHT);
        tags.put(258, 8);
        tags.put(259, compression);
        tags.put(262, rgb ? 6 : 1);
        tags.put(277, rgb ? 3 : 1);
        tags.put(278, HEIGHT);
        tags.put(279, jpeg.length);
        if (rgb) {
            tags.put(530, 1);
        }
        int count = tags.size() + 1 + (tables.length > 0 ? 1 : 0);
        int data = 8 + 2 + 12 * count + 4;
        int samples = data + tables.length + jpeg.length;
        tags.put(273, data + tables.length);
        if (tables.length > 0) {
            tags.put(347, data);
        }
        ByteBuffer tiff = ByteBuffer.allocate(samples + 6);
        tiff.put((byte) 'M').put((byte) 'M').putShort((short) 42).putInt(8).putShort((short) count);
        tags.forEach((tag, value) -> {
            tiff.putShort((short) (int) tag);
            if (tag == 347) {
                tiff.putShort((short) 7).putInt(tables.length).putInt(value);
            } else if (tag == 258 && rgb) {
                tiff.putShort((short) 3).putInt(3).putInt(samples);
            } else if (tag == 530) {
                tiff.putShort((short) 3).putInt(2).putShort((short) 1).putShort((short) 1);
            } else if (tag == 273 || tag == 279) {
                tiff.putShort((short) 4).putInt(1).putInt(value);
            } else {
                tiff.putShort((short) 3).putInt(1).putShort((short) (int) value).putShort((short) 0);
            }
        });
        tiff.putInt(0).put(tables).put(jpeg);
        return tiff.putShort((short) 8).putShort((short) 8).putShort((short) 8).array();
    }

    private static DecodeResult decode(byte[] content) {
        return ImageDecoders.standard().decode(content, DecodeLimits.ofDefaults());
    }

    private static Raster raster(DecodeResult result) {
        assertThat(result).isInstanceOf(Decoded.class);
        return ((Decoded) result).raster();
    }

    private static void refused(byte[] content, Reason reason, String part) {
        assertThat(decode(content)).isInstanceOfSatisfying(Refused.class, refusal -> {
            assertThat(refusal.reason()).isEqualTo(reason);
            assertThat(refusal.message()).contains(part);
        });
    }
}
