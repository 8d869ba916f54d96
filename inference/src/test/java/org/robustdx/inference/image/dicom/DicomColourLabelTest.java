package org.robustdx.inference.image.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.robustdx.inference.image.dicom.DicomWriter.JPEG;
import static org.robustdx.inference.image.dicom.DicomWriter.JPEG_2000;
import static org.robustdx.inference.image.dicom.DicomWriter.JPEG_EXTENDED;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.DecodeResult.Refused;
import org.robustdx.inference.image.RefusedException;

/** Compressed frames whose data set says something else about them than they do themselves. */
class DicomColourLabelTest {
    private static final int SIDE = 16;
    /** Red by ITU-R BT.601 where these three are Y, Cb and Cr; a light blue where they are R, G and B. */
    private static final int[] COMPONENTS = {76, 85, 255};

    private static final int[] AS_YBR = {254, 0, 0};
    private static final byte[] JFIF = segment(0xe0, "JFIF\0\1\1\0\0\1\0\1\0\0");
    private static final byte[] ADOBE_RGB = segment(0xee, "Adobe\0\144\0\0\0\0\0");
    private static final byte[] ADOBE_YCC = segment(0xee, "Adobe\0\144\0\0\0\0\1");
    private static final byte[] COMMENT = segment(0xfe, "JFIF\0, or Adobe");

    @ParameterizedTest
    @ValueSource(strings = {"RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT"})
    void shouldTakeJfifAndAdobeByTheirWordWhateverTheLabel(String label) throws IOException {
        byte[] bare = jpeg();
        assertThat(shown(label, insert(bare, JFIF))).isEqualTo(AS_YBR);
        assertThat(shown(label, insert(bare, ADOBE_YCC))).isEqualTo(AS_YBR);
        assertThat(shown(label, insert(bare, ADOBE_RGB))).isEqualTo(COMPONENTS);
        // Both: JFIF is YCbCr by definition, and wins in other decoders.
        assertThat(shown(label, insert(insert(bare, ADOBE_RGB), JFIF))).isEqualTo(AS_YBR);
        assertThat(shown(label, insert(insert(bare, JFIF), ADOBE_RGB))).isEqualTo(AS_YBR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RGB", "YBR_FULL"})
    void shouldFindTheSegmentWhereverItStands(String label) throws IOException {
        byte[] bare = jpeg();
        assertThat(shown(label, insert(insert(bare, ADOBE_RGB), COMMENT))).isEqualTo(COMPONENTS);
        assertThat(shown(label, insertBefore(bare, 0xc0, ADOBE_RGB))).isEqualTo(COMPONENTS);
        assertThat(shown(label, insertBefore(bare, 0xda, ADOBE_YCC))).isEqualTo(AS_YBR);
        assertThat(shown(label, insertBefore(bare, 0xda, JFIF))).isEqualTo(AS_YBR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RGB", "YBR_FULL"})
    void shouldTakeComponentsNamedRgbAsRgb(String label) throws IOException {
        byte[] named = named(jpeg());
        assertThat(shown(label, named)).isEqualTo(COMPONENTS);
        assertThat(shown(label, insert(named, JFIF))).isEqualTo(AS_YBR);
    }

    @ParameterizedTest
    @CsvSource({"RGB,false", "YBR_FULL,true", "YBR_FULL_422,true", "YBR_RCT,true"})
    void shouldFollowTheLabelWhereTheStreamSaysNothing(String label, boolean ybr) throws IOException {
        assertThat(shown(label, jpeg())).isEqualTo(ybr ? AS_YBR : COMPONENTS);
        // A comment says nothing, nor does a transform that three components cannot have.
        assertThat(shown(label, insert(jpeg(), COMMENT))).isEqualTo(ybr ? AS_YBR : COMPONENTS);
        assertThat(shown(label, insert(jpeg(), segment(0xee, "Adobe\0\144\0\0\0\0\2"))))
                .isEqualTo(ybr ? AS_YBR : COMPONENTS);
    }

    @Test
    void shouldRefuseAnotherNumberOfComponentsThanTheLabelHas() throws IOException {
        byte[] gray = DicomWriter.jpeg(BufferedImage.TYPE_BYTE_GRAY, SIDE, SIDE, 0x505050);
        assertThat(decode(image(JPEG, "RGB", 3).fragments(gray).file()))
                .isEqualTo(new Refused(Reason.CORRUPT, "DICOM: JPEG frame is 16x16x1 (expected: 16x16x3)"));
        assertThat(decode(image(JPEG, "MONOCHROME2", 1).fragments(jpeg()).file()))
                .isEqualTo(new Refused(Reason.CORRUPT, "DICOM: JPEG frame is 16x16x3 (expected: 16x16x1)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RGB", "YBR_FULL", "YBR_ICT", "YBR_RCT"})
    void shouldNotConvertWhatJpeg2000HasTransformed(String label) throws IOException {
        byte[] coloured = Jpeg2000Streams.rgb(SIDE, SIDE, 200, 30, 90);
        assertThat(shown(image(JPEG_2000, label, 3).fragments(coloured).file())).isEqualTo(new int[] {200, 30, 90});
    }

    @ParameterizedTest
    @CsvSource({"RGB,90 128 128", "YBR_FULL,90 90 90", "YBR_RCT,90 128 128"})
    void shouldConvertJpeg2000ByItsLabelWhereItHasNoTransform(String label, String expected) throws IOException {
        // Transformed gray is its value and two zeros, which are 128 without the transform.
        byte[] stream = Jpeg2000Streams.rgb(SIDE, SIDE, 90, 90, 90);
        stream[Jpeg2000Streams.indexOf(stream, 0xff52) + 8] = 0;
        assertThat(shown(image(JPEG_2000, label, 3).fragments(stream).file()))
                .isEqualTo(Arrays.stream(expected.split(" ", -1))
                        .mapToInt(Integer::parseInt)
                        .toArray());
    }

    @ParameterizedTest
    @CsvSource({
        JPEG + ",192",
        JPEG + ",193",
        JPEG_EXTENDED + ",192",
        JPEG_EXTENDED + ",193",
    })
    void shouldReadEightBitsUnderEitherTransferSyntax(String syntax, int frameMarker) throws IOException {
        byte[] gray = DicomWriter.jpeg(BufferedImage.TYPE_BYTE_GRAY, SIDE, SIDE, 0x505050);
        gray[position(gray, 0xc0) + 1] = (byte) frameMarker;
        assertThat(shown(DicomWriter.image(syntax, "MONOCHROME2", SIDE, SIDE, 1, 8)
                        .text(Tag.WINDOW_CENTER, "DS", "128")
                        .text(Tag.WINDOW_WIDTH, "DS", "256")
                        .fragments(gray)
                        .file()))
                .isEqualTo(new int[] {0x50});
    }

    @ParameterizedTest
    @ValueSource(strings = {JPEG, JPEG_EXTENDED})
    void shouldReadTwelveBitsIfTheyFitTheBitsAllocated(String syntax) throws IOException, RefusedException {
        byte[] gray = DicomWriter.jpeg(BufferedImage.TYPE_BYTE_GRAY, SIDE, SIDE, 0x505050);
        int frame = position(gray, 0xc0);
        gray[frame + 1] = (byte) 0xc1;
        gray[frame + 4] = 12;
        assertThat(decode(DicomWriter.image(syntax, "MONOCHROME2", SIDE, SIDE, 1, 8)
                        .fragments(gray)
                        .file()))
                .isEqualTo(new Refused(
                        Reason.UNSUPPORTED, "DICOM: JPEG of 12 bits with 8 bits allocated is not supported"));
        byte[] file = DicomWriter.image(syntax, "MONOCHROME2", SIDE, SIDE, 1, 16)
                .fragments(gray)
                .file();
        // The DC coefficient gives the distance from the middle, which is 2048 for 12 bits and 128 for 8.
        assertThat(PixelData.of(DicomFile.parse(file, DecodeLimits.ofDefaults()), DecodeLimits.ofDefaults())
                        .values())
                .containsOnly(2048 + 0x50 - 128);
    }

    @Test
    void shouldRefuseOtherProcessesByName() throws IOException {
        byte[] gray = DicomWriter.jpeg(BufferedImage.TYPE_BYTE_GRAY, SIDE, SIDE, 0x505050);
        gray[position(gray, 0xc0) + 1] = (byte) 0xc9;
        assertThat(decode(image(JPEG, "MONOCHROME2", 1).fragments(gray).file()))
                .isEqualTo(new Refused(
                        Reason.UNSUPPORTED,
                        "DICOM: JPEG coding process SOF9 is not supported (expected: SOF0 to SOF3: baseline, extended,"
                                + " progressive or lossless)"));
    }

    private static DicomWriter image(String syntax, String photometric, int samples) {
        return DicomWriter.image(syntax, photometric, SIDE, SIDE, samples, 8);
    }

    private static int[] shown(String label, byte[] jpeg) {
        return shown(image(JPEG, label, 3).fragments(jpeg).file());
    }

    /** The pixel in the middle. */
    private static int[] shown(byte[] file) {
        DecodeResult result = decode(file);
        assertThat(result).isInstanceOf(Decoded.class);
        var raster = ((Decoded) result).raster();
        int[] pixel = new int[raster.channels()];
        for (int c = 0; c < pixel.length; c++) {
            pixel[c] = raster.sample(SIDE / 2, SIDE / 2, c);
        }
        return pixel;
    }

    private static DecodeResult decode(byte[] file) {
        return new DicomDecoder().decode(file, DecodeLimits.ofDefaults());
    }

    /** A JPEG of these components, as they are, without any word about what they mean. */
    private static byte[] jpeg() throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(0, SIDE, SIDE, 3, null);
        for (int i = 0; i < SIDE * SIDE; i++) {
            raster.setPixel(i % SIDE, i / SIDE, COMPONENTS);
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(new IIOImage(raster, null, null));
        } finally {
            writer.dispose();
        }
        byte[] jpeg = out.toByteArray();
        for (int marker : new int[] {0xe0, 0xee}) {
            int at = position(jpeg, marker);
            if (at > 0) {
                int end = at + 2 + ((jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff));
                jpeg = joined(Arrays.copyOf(jpeg, at), Arrays.copyOfRange(jpeg, end, jpeg.length));
            }
        }
        int frame = position(jpeg, 0xc0);
        int scan = position(jpeg, 0xda);
        for (int c = 0; c < 3; c++) {
            jpeg[frame + 10 + 3 * c] = (byte) (c + 1);
            jpeg[scan + 5 + 2 * c] = (byte) (c + 1);
        }
        return jpeg;
    }

    private static byte[] named(byte[] jpeg) {
        byte[] named = jpeg.clone();
        int frame = position(jpeg, 0xc0);
        int scan = position(jpeg, 0xda);
        for (int c = 0; c < 3; c++) {
            named[frame + 10 + 3 * c] = (byte) "RGB".charAt(c);
            named[scan + 5 + 2 * c] = (byte) "RGB".charAt(c);
        }
        return named;
    }

    private static byte[] segment(int marker, String content) {
        byte[] value = content.getBytes(StandardCharsets.ISO_8859_1);
        return joined(new byte[] {(byte) 0xff, (byte) marker, 0, (byte) (value.length + 2)}, value);
    }

    private static byte[] insert(byte[] jpeg, byte[] segment) {
        return insertAt(jpeg, 2, segment);
    }

    private static byte[] insertBefore(byte[] jpeg, int marker, byte[] segment) {
        return insertAt(jpeg, position(jpeg, marker), segment);
    }

    private static byte[] insertAt(byte[] jpeg, int at, byte[] segment) {
        return joined(joined(Arrays.copyOf(jpeg, at), segment), Arrays.copyOfRange(jpeg, at, jpeg.length));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /** Where the segment begins, or -1. */
    private static int position(byte[] jpeg, int marker) {
        int at = 2;
        while ((jpeg[at + 1] & 0xff) != marker) {
            if ((jpeg[at + 1] & 0xff) == 0xda) {
                return -1;
            }
            at += 2 + ((jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff));
        }
        return at;
    }
}
