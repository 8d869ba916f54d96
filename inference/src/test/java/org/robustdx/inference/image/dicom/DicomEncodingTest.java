package org.robustdx.inference.image.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.robustdx.inference.image.dicom.DicomWriter.BIG_ENDIAN;
import static org.robustdx.inference.image.dicom.DicomWriter.DEFLATED;
import static org.robustdx.inference.image.dicom.DicomWriter.EXPLICIT;
import static org.robustdx.inference.image.dicom.DicomWriter.IMPLICIT;
import static org.robustdx.inference.image.dicom.DicomWriter.JPEG_2000;
import static org.robustdx.inference.image.dicom.DicomWriter.RLE;
import static org.robustdx.inference.image.dicom.DicomWriter.UNDEFINED;
import static org.robustdx.inference.image.dicom.DicomWriter.rle;

import java.util.Arrays;
import java.util.List;
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
import org.robustdx.inference.image.formats.ImageDecoders;

/** Data sets in another encoding than their file says, and files without what the standard puts first. */
class DicomEncodingTest {
    private static final DecodeLimits LIMITS = DecodeLimits.ofDefaults();

    @ParameterizedTest
    @CsvSource({
        IMPLICIT + "," + EXPLICIT,
        EXPLICIT + "," + IMPLICIT,
        IMPLICIT + "," + DEFLATED,
        EXPLICIT + "," + EXPLICIT,
        IMPLICIT + "," + IMPLICIT,
    })
    void shouldReadTheEncodingThatTheFirstElementHas(String actual, String label) throws RefusedException {
        DicomWriter image =
                DicomWriter.image(actual, "MONOCHROME2", 1, 3, 1, 16).pixels16(1, 258, 65535);
        byte[] file = label.equals(DEFLATED) ? deflated(image) : image.fileLabelled(label);
        assertThat(stored(file)).containsExactly(1, 258, 65535);
    }

    @Test
    void shouldReadCompressedFramesInImplicitDataSets() throws RefusedException {
        byte[] file = DicomWriter.image(IMPLICIT, "MONOCHROME2", 1, 2, 1, 8)
                .fragments(rle(new byte[] {1, 5, 6}))
                .fileLabelled(RLE);
        assertThat(stored(file)).containsExactly(5, 6);
    }

    @Test
    void shouldReadImplicitItemsInExplicitSequences() throws RefusedException {
        for (String vr : List.of("SQ", "UN")) {
            for (String inside : List.of(IMPLICIT, EXPLICIT)) {
                byte[] item = new DicomWriter(inside)
                        .us(Tag.ROWS, 99)
                        .header(0x00880200, "SQ", UNDEFINED)
                        .header(Tag.ITEM, "", UNDEFINED)
                        .us(Tag.COLUMNS, 99)
                        .header(Tag.ITEM_END, "", 0)
                        .header(Tag.SEQUENCE_END, "", 0)
                        .dataset();
                DicomWriter image = DicomWriter.image(EXPLICIT, "MONOCHROME2", 1, 2, 1, 16)
                        .header(0x00880200, vr, UNDEFINED)
                        .header(Tag.ITEM, "", UNDEFINED)
                        .raw(item)
                        .header(Tag.ITEM_END, "", 0)
                        .header(Tag.SEQUENCE_END, "", 0);
                assertThat(stored(image.pixels16(1, 2).file()))
                        .as(vr + " of " + inside)
                        .containsExactly(1, 2);
            }
        }
    }

    @Test
    void shouldReadAnImplicitElementAmongExplicitOnes() throws RefusedException {
        byte[] element = new DicomWriter(IMPLICIT).us(Tag.BITS_STORED, 12).dataset();
        byte[] file = DicomWriter.image(EXPLICIT, "MONOCHROME2", 1, 2, 1, 16)
                .raw(element)
                .pixels16(0xf001, 2)
                .file();
        assertThat(stored(file)).containsExactly(1, 2);
    }

    @Test
    void shouldReadTheWindowInImplicitFunctionalGroupsOfAnyLength() {
        byte[] window = new DicomWriter(IMPLICIT)
                .text(Tag.WINDOW_CENTER, "DS", "50.5")
                .text(Tag.WINDOW_WIDTH, "DS", "101")
                .dataset();
        byte[] inner = item(window);
        byte[] group = item(new DicomWriter(IMPLICIT)
                .element(Tag.FRAME_VOI_LUT, "SQ", inner)
                .dataset());
        byte[] file = DicomWriter.image(IMPLICIT, "MONOCHROME2", 1, 2, 1, 16)
                .element(Tag.SHARED_GROUPS, "SQ", group)
                .pixels16(20, 60)
                .file();
        assertThat(decode(file)).isInstanceOfSatisfying(Decoded.class, decoded -> assertThat(
                        decoded.raster().pixels())
                .containsExactly(51, 153));
    }

    @Test
    void shouldReadBigEndianWithoutVrAndWithoutTransferSyntax() throws RefusedException {
        DicomWriter image =
                DicomWriter.image(BIG_ENDIAN, "MONOCHROME2", 1, 2, 1, 16).pixels16(1, 258);
        byte[] file = image.file();
        byte[] unnamed = Arrays.copyOf(file, 132 + image.dataset().length);
        System.arraycopy(image.dataset(), 0, unnamed, 132, image.dataset().length);
        assertThat(stored(unnamed)).containsExactly(1, 258);
        assertThat(ImageDecoders.standard().formatOf(image.dataset())).hasValue("DICOM");
        assertThat(stored(image.dataset())).containsExactly(1, 258);
    }

    @ParameterizedTest
    @CsvSource({BIG_ENDIAN + "," + EXPLICIT, EXPLICIT + "," + BIG_ENDIAN, BIG_ENDIAN + "," + JPEG_2000})
    void shouldRefuseTheOtherByteOrder(String actual, String label) {
        byte[] file = DicomWriter.image(actual, "MONOCHROME2", 1, 2, 1, 16)
                .pixels16(1, 2)
                .fileLabelled(label);
        assertThat(decode(file))
                .isEqualTo(new Refused(Reason.CORRUPT, "DICOM: byte order contradicts the transfer syntax"));
    }

    @Test
    void shouldNotTakeDamageForAnotherEncoding() {
        // A damaged VR makes a length of 600 KB, which ends among pixels of zero: eight of those are an empty element.
        byte[] file = DicomWriter.image(EXPLICIT, "MONOCHROME2", 1000, 1000, 1, 16)
                .pixels16(new int[1_000_000])
                .file();
        int vr = 132 + 28 + 4;
        assertThat(new String(file, vr, 2, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("CS");
        file[vr + 1] = 0x09;
        file[vr + 2] = 0x09;
        assertThat(decode(file))
                .isEqualTo(new Refused(
                        Reason.CORRUPT,
                        "DICOM: encoding contradicts the transfer syntax, and (0000,0000) stands behind (0008,0060)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {IMPLICIT, EXPLICIT, BIG_ENDIAN, DEFLATED})
    void shouldReadFilesWithoutPreamble(String syntax) throws RefusedException {
        byte[] file = DicomWriter.image(syntax, "MONOCHROME2", 1, 2, 1, 16)
                .pixels16(1, 258)
                .file();
        byte[] cut = Arrays.copyOfRange(file, 128, file.length);
        assertThat(ImageDecoders.standard().formatOf(cut)).hasValue("DICOM");
        assertThat(stored(cut)).containsExactly(1, 258);
    }

    @Test
    void shouldAnswerThePrefixAlone() {
        for (int length = 4; length < 12; length++) {
            byte[] content = Arrays.copyOf(new byte[] {'D', 'I', 'C', 'M'}, length);
            assertThat(decode(content)).as("%d bytes", length).isInstanceOf(Refused.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // Presentation LUT Shape, where it is there, says whether the values are what is to be seen (PS3.3, C.7.6.1,
        // C.11.6).
        "MONOCHROME2, INVERSE, true",
        "MONOCHROME2, IDENTITY, false",
        "MONOCHROME2, , false",
        "MONOCHROME1, INVERSE, true",
        "MONOCHROME1, IDENTITY, false",
        "MONOCHROME1, , true",
        // Of hardcopy alone, or nothing that is defined.
        "MONOCHROME1, LIN OD, true",
        "MONOCHROME2, inverse, false",
    })
    void shouldInvertOnceAndAsTheShapeSays(String photometric, String shape, boolean inverted) {
        DicomWriter image = DicomWriter.image(EXPLICIT, photometric, 1, 3, 1, 8)
                .text(Tag.WINDOW_CENTER, "DS", "128")
                .text(Tag.WINDOW_WIDTH, "DS", "256");
        if (shape != null) {
            image.text(Tag.PRESENTATION_LUT_SHAPE, "CS", shape);
        }
        byte[] expected = inverted ? new byte[] {-1, -11, 0} : new byte[] {0, 10, -1};
        assertThat(decode(image.pixels8(0, 10, 255).file()))
                .isInstanceOfSatisfying(
                        Decoded.class,
                        decoded -> assertThat(decoded.raster().pixels()).isEqualTo(expected));
    }

    private static byte[] item(byte[] content) {
        return new DicomWriter(IMPLICIT)
                .header(Tag.ITEM, "", content.length)
                .raw(content)
                .dataset();
    }

    private static byte[] deflated(DicomWriter image) {
        return new DicomWriter(DEFLATED).raw(image.dataset()).file();
    }

    private static DecodeResult decode(byte[] file) {
        return ImageDecoders.standard().decode(file, LIMITS);
    }

    private static int[] stored(byte[] file) throws RefusedException {
        return PixelData.of(DicomFile.parse(file, LIMITS), LIMITS).values();
    }
}
