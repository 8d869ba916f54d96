package org.robustdx.inference.image.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.robustdx.inference.image.dicom.DicomWriter.DEFLATED;
import static org.robustdx.inference.image.dicom.DicomWriter.EXPLICIT;
import static org.robustdx.inference.image.dicom.DicomWriter.JPEG;
import static org.robustdx.inference.image.dicom.DicomWriter.JPEG_2000;
import static org.robustdx.inference.image.dicom.DicomWriter.RLE;
import static org.robustdx.inference.image.dicom.DicomWriter.UNDEFINED;
import static org.robustdx.inference.image.dicom.DicomWriter.jpeg;
import static org.robustdx.inference.image.dicom.DicomWriter.rle;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.DecodeResult.Refused;
import org.robustdx.inference.image.formats.ImageDecoders;

/** What is refused, by which reason, and that nothing of the file is repeated. */
class DicomRefusalTest {
    private static final DecodeLimits LIMITS = DecodeLimits.ofDefaults();

    @Test
    void shouldRefuseRleThatEndsTooEarly() {
        byte[] file = DicomWriter.image(RLE, "MONOCHROME2", 2, 2, 1, 8)
                .fragments(rle(new byte[] {1, 5, 6}))
                .file();
        refused(file, Reason.CORRUPT, "DICOM: truncated: RLE segment 1 has 2 bytes (expected: 4)");
    }

    @Test
    void shouldNotAllocateForAnRleFrameThatCannotBeThatLarge() {
        byte[] file = DicomWriter.image(RLE, "MONOCHROME2", 8000, 8000, 1, 8)
                .fragments(rle(new byte[] {1, 5, 6}))
                .file();
        refused(file, Reason.CORRUPT, "DICOM: truncated: RLE frame is too short for its rows and columns");
    }

    @Test
    void shouldRefuseJpegOfAnotherSize() throws IOException {
        byte[] jpeg = jpeg(BufferedImage.TYPE_BYTE_GRAY, 16, 8, 0);
        byte[] file = DicomWriter.image(JPEG, "MONOCHROME2", 8, 15, 1, 8)
                .fragments(jpeg)
                .file();
        refused(file, Reason.CORRUPT, "DICOM: JPEG frame is 8x16x1 (expected: 8x15x1)");
    }

    @Test
    void shouldRefuseJpegThatEndsTooEarly() throws IOException {
        byte[] jpeg = jpeg(BufferedImage.TYPE_INT_RGB, 64, 64, -1);
        byte[] file = DicomWriter.image(JPEG, "YBR_FULL_422", 64, 64, 3, 8)
                .fragments(Arrays.copyOf(jpeg, jpeg.length / 4 * 3))
                .file();
        assertThat(decode(file)).isInstanceOfSatisfying(Refused.class, r -> assertThat(r.reason())
                .isEqualTo(Reason.CORRUPT));
    }

    @Test
    void shouldRefuseAPaletteShorterThanItsDescriptor() {
        DicomWriter image = DicomWriter.image(EXPLICIT, "PALETTE COLOR", 1, 2, 1, 8);
        for (int c = 0; c < 3; c++) {
            image.us(Tag.RED_DESCRIPTOR + c, 0, 0, 16); // 0 stands for 65,536
            image.element(Tag.RED_DATA + c, "OW", new byte[4]);
        }
        refused(
                image.pixels8(0, 1).file(),
                Reason.CORRUPT,
                "DICOM: truncated: palette table (0028,1201) has 4 bytes for 65536 entries of 16 bits");
    }

    @Test
    void shouldRefuseSequencesNestedTooDeep() {
        DicomWriter image = DicomWriter.image(EXPLICIT, "MONOCHROME2", 1, 2, 1, 16);
        for (int i = 0; i < 10_000; i++) {
            image.header(0x00880200, "SQ", UNDEFINED).header(Tag.ITEM, "", UNDEFINED);
        }
        refused(image.file(), Reason.LIMIT, "DICOM: sequences are nested deeper than 16");
    }

    @Test
    void shouldRefuseGigapixelsFromTheHeader() {
        byte[] file = DicomWriter.image(EXPLICIT, "MONOCHROME2", 65535, 65535, 1, 16)
                .pixels16(1)
                .file();
        refused(file, Reason.LIMIT, "DICOM: image is 65535x65535 pixels (limit: 67108864 pixels)");
    }

    @Test
    void shouldRefuseTooManyFrames() {
        byte[] file = DicomWriter.image(EXPLICIT, "MONOCHROME2", 1, 1, 1, 16)
                .text(Tag.NUMBER_OF_FRAMES, "IS", "2000000000")
                .pixels16(1)
                .file();
        refused(file, Reason.LIMIT, "DICOM: image has 2000000000 frames or more (limit: 512)");
    }

    @Test
    void shouldRefuseAnInflatingBomb() {
        DicomWriter image = DicomWriter.image(DEFLATED, "MONOCHROME2", 1000, 1000, 1, 16);
        byte[] file = image.element(Tag.PIXEL_DATA, "OW", new byte[2_000_000]).file();
        assertThat(file.length).isLessThan(10_000);
        DecodeResult result = new DicomDecoder().decode(file, new DecodeLimits(100_000, 10_000_000, 1));
        assertThat(result).isInstanceOfSatisfying(Refused.class, r -> assertThat(r.reason())
                .isEqualTo(Reason.LIMIT));
    }

    @Test
    void shouldRefusePixelDataThatIsTooShort() {
        byte[] file = DicomWriter.image(EXPLICIT, "MONOCHROME2", 2, 2, 1, 16)
                .pixels16(1, 2, 3)
                .file();
        refused(
                file,
                Reason.CORRUPT,
                "DICOM: truncated: pixel data has 6 bytes (expected: 8 for 1 frames of 2x2x1 at 16 bits)");
    }

    @Test
    void shouldRefuseALengthThatRunsOverTheEnd() {
        byte[] file = DicomWriter.image(EXPLICIT, "MONOCHROME2", 2, 2, 1, 16)
                .header(Tag.PIXEL_DATA, "OW", 0xfffffff0L)
                .file();
        refused(file, Reason.CORRUPT, "DICOM: truncated: a value of 4294967280 bytes is claimed where 0 are left");
    }

    @Test
    void shouldRefuseOddThingsByName() {
        refused(
                DicomWriter.image(EXPLICIT, "HSV", 1, 1, 3, 8).pixels8(1, 2, 3).file(),
                Reason.UNSUPPORTED,
                "DICOM: photometric interpretation HSV is not supported");
        refused(
                DicomWriter.image(EXPLICIT, "MONOCHROME2", 1, 1, 1, 64)
                        .pixels8(1)
                        .file(),
                Reason.UNSUPPORTED,
                "DICOM: bits allocated: 64 (expected: 1, 8, 16 or 32)");
        refused(
                DicomWriter.image("1.2.840.113619.5.2", "MONOCHROME2", 1, 1, 1, 8)
                        .pixels8(1)
                        .file(),
                Reason.UNSUPPORTED,
                "DICOM: transfer syntax 1.2.840.113619.5.2 (private or unknown) is not supported");
        refused(
                DicomWriter.image(EXPLICIT, "RGB", 1, 1, 1, 8).pixels8(1).file(),
                Reason.CORRUPT,
                "DICOM: samples per pixel: 1 (expected: 3 for RGB)");
        refused(
                DicomWriter.image(EXPLICIT, "MONOCHROME2", 0, 1, 1, 8)
                        .pixels8(1)
                        .file(),
                Reason.CORRUPT,
                "DICOM: image is 1x0 (expected: at least 1x1)");
        refused(
                DicomWriter.image(JPEG, "MONOCHROME2", 1, 1, 1, 8).pixels8(1).file(),
                Reason.CORRUPT,
                "DICOM: pixel data is not encapsulated, against what the transfer syntax says");
        refused(
                DicomWriter.image(JPEG_2000, "MONOCHROME2", 1, 1, 1, 8)
                        .fragments(new byte[100])
                        .file(),
                Reason.CORRUPT,
                "DICOM: JPEG 2000 codestream does not begin with its size");
    }

    @Test
    void shouldNotRepeatTextFromTheFile() {
        byte[] file = DicomWriter.image(EXPLICIT, "Doe^Jane 1970", 1, 1, 1, 8)
                .text(Tag.NUMBER_OF_FRAMES, "IS", "Doe^Jane")
                .pixels8(1)
                .file();
        assertThat(decode(file)).isInstanceOfSatisfying(Refused.class, r -> assertThat(r.message())
                .doesNotContain("Doe"));
    }

    @Test
    void shouldSurviveEveryTruncation() {
        byte[] file = DicomWriter.image(EXPLICIT, "MONOCHROME2", 4, 4, 1, 16)
                .header(0x00880200, "SQ", UNDEFINED)
                .header(Tag.ITEM, "", UNDEFINED)
                .us(Tag.ROWS, 99)
                .header(Tag.ITEM_END, "", 0)
                .header(Tag.SEQUENCE_END, "", 0)
                .pixels16(new int[16])
                .file();
        List<Integer> decoded = new ArrayList<>();
        for (int n = 0; n <= file.length; n++) {
            if (new DicomDecoder().decode(Arrays.copyOf(file, n), LIMITS) instanceof Decoded) {
                decoded.add(n);
            }
        }
        assertThat(decoded).containsExactly(file.length);
    }

    private static DecodeResult decode(byte[] file) {
        return ImageDecoders.standard().decode(file, LIMITS);
    }

    private static void refused(byte[] file, Reason reason, String message) {
        assertThat(decode(file)).isEqualTo(new Refused(reason, message));
    }
}
