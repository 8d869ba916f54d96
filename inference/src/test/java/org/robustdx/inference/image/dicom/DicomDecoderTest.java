package org.robustdx.inference.image.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.robustdx.inference.image.dicom.DicomWriter.BIG_ENDIAN;
import static org.robustdx.inference.image.dicom.DicomWriter.DEFLATED;
import static org.robustdx.inference.image.dicom.DicomWriter.EXPLICIT;
import static org.robustdx.inference.image.dicom.DicomWriter.IMPLICIT;
import static org.robustdx.inference.image.dicom.DicomWriter.JPEG;
import static org.robustdx.inference.image.dicom.DicomWriter.RLE;
import static org.robustdx.inference.image.dicom.DicomWriter.UNDEFINED;
import static org.robustdx.inference.image.dicom.DicomWriter.jpeg;
import static org.robustdx.inference.image.dicom.DicomWriter.rle;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.DecodeResult.Refused;
import org.robustdx.inference.image.RefusedException;
import org.robustdx.inference.image.formats.ImageDecoders;

/** What is read, and how it is shown. */
class DicomDecoderTest {
    private static final DecodeLimits LIMITS = DecodeLimits.ofDefaults();

    @ParameterizedTest
    @ValueSource(strings = {IMPLICIT, EXPLICIT, BIG_ENDIAN, DEFLATED})
    void shouldReadSignedSixteenBitsInEveryNativeEncoding(String syntax) throws RefusedException {
        byte[] file = DicomWriter.image(syntax, "MONOCHROME2", 2, 2, 1, 16)
                .us(Tag.PIXEL_REPRESENTATION, 1)
                .pixels16(-1000, 0, 1, 32767)
                .file();
        assertThat(stored(file)).containsExactly(-1000, 0, 1, 32767);
    }

    @Test
    void shouldTakeTheStoredBitsAndExtendTheirSign() throws RefusedException {
        // 12 bits under the 4 high ones, which hold something else.
        DicomWriter unsigned = DicomWriter.image(EXPLICIT, "MONOCHROME2", 1, 3, 1, 16)
                .us(Tag.BITS_STORED, 12)
                .us(Tag.HIGH_BIT, 11);
        assertThat(stored(unsigned.pixels16(0xf001, 0x0fff, 0x1800).file())).containsExactly(1, 4095, 2048);
        DicomWriter signed = DicomWriter.image(EXPLICIT, "MONOCHROME2", 1, 3, 1, 16)
                .us(Tag.BITS_STORED, 12)
                .us(Tag.HIGH_BIT, 11)
                .us(Tag.PIXEL_REPRESENTATION, 1);
        assertThat(stored(signed.pixels16(0xf001, 0x0fff, 0x1800).file())).containsExactly(1, -1, -2048);
        DicomWriter high = DicomWriter.image(EXPLICIT, "MONOCHROME2", 1, 2, 1, 16)
                .us(Tag.BITS_STORED, 12)
                .us(Tag.HIGH_BIT, 15);
        assertThat(stored(high.pixels16(0x0010, 0xfff7).file())).containsExactly(1, 4095);
    }

    @Test
    void shouldSwapBytesThatArePackedInBigEndianWords() throws RefusedException {
        byte[] words = {2, 1, 4, 3};
        byte[] file = DicomWriter.image(BIG_ENDIAN, "MONOCHROME2", 2, 2, 1, 8)
                .element(Tag.PIXEL_DATA, "OW", words)
                .file();
        assertThat(stored(file)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void shouldReadSingleBitsLowestFirst() throws RefusedException {
        byte[] file = DicomWriter.image(EXPLICIT, "MONOCHROME2", 2, 4, 1, 1)
                .pixels8(0b1010_0001)
                .file();
        assertThat(stored(file)).containsExactly(1, 0, 0, 0, 0, 1, 0, 1);
    }

    @Test
    void shouldStretchTheRangeWhereThereIsNoWindow() {
        byte[] file = DicomWriter.image(EXPLICIT, "MONOCHROME2", 1, 3, 1, 16)
                .pixels16(100, 150, 200)
                .file();
        // (150 - 100) / 100 * 255 = 127.5, to even 128
        assertThat(shown(file)).containsExactly(0, 128, 255);
    }

    @Test
    void shouldLeavePaddingOutOfTheRange() {
        byte[] file = DicomWriter.image(EXPLICIT, "MONOCHROME2", 1, 4, 1, 16)
                .us(Tag.PIXEL_REPRESENTATION, 1)
                .us(Tag.PIXEL_PADDING, -2000)
                .pixels16(-2000, 0, 100, 50)
                .file();
        assertThat(shown(file)).containsExactly(0, 0, 255, 128);
    }

    @Test
    void shouldRefuseAFlatImage() {
        assertThat(decode(DicomWriter.image(EXPLICIT, "MONOCHROME2", 1, 2, 1, 16)
                        .pixels16(7, 7)
                        .file()))
                .isEqualTo(new Refused(Reason.NO_PICTURE, "DICOM: all pixels have one value"));
    }

    @Test
    void shouldRescaleThenWindowThenInvert() {
        // Hounsfield = 2 x - 100; window of center 50.5, width 101: from 0 to 100.
        DicomWriter image = DicomWriter.image(EXPLICIT, "MONOCHROME1", 1, 4, 1, 16)
                .text(Tag.WINDOW_CENTER, "DS", "50.5\\900")
                .text(Tag.WINDOW_WIDTH, "DS", "101\\1")
                .text(Tag.RESCALE_INTERCEPT, "DS", "-100")
                .text(Tag.RESCALE_SLOPE, "DS", "2");
        // Hounsfield -100, 0, 50, 100: 0, 0, 127.5, 255 before the inversion
        assertThat(shown(image.pixels16(0, 50, 75, 100).file())).containsExactly(255, 255, 128, 0);
    }

    @Test
    void shouldFollowTheStandardsWindowFunctions() {
        // PS3.3, C.11.2.1.2.1, note 4: center 2048, width 4096 is x / 4095 over 0..4095.
        Window linear = new Window.Linear(2048, 4096);
        assertThat(linear.apply(0)).isZero();
        assertThat(linear.apply(4095)).isEqualTo(255);
        assertThat(linear.apply(1)).isEqualTo(255.0 / 4095, org.assertj.core.data.Offset.offset(1e-9));
        // Note 6: center 0, width 1 is a threshold at -0.5.
        Window threshold = new Window.Linear(0, 1);
        assertThat(threshold.apply(-1)).isZero();
        assertThat(threshold.apply(0)).isEqualTo(255);
        Window exact = new Window.LinearExact(100, 200);
        assertThat(exact.apply(0)).isZero();
        assertThat(exact.apply(100)).isEqualTo(127.5);
        assertThat(exact.apply(200)).isEqualTo(255);
        Window sigmoid = new Window.Sigmoid(100, 200);
        assertThat(sigmoid.apply(100)).isEqualTo(127.5);
        assertThat(sigmoid.apply(1e6)).isEqualTo(255);
    }

    @Test
    void shouldReadTheWindowOfTheFirstFrameInFunctionalGroups() {
        DicomWriter image =
                DicomWriter.image(EXPLICIT, "MONOCHROME2", 1, 2, 1, 16).text(Tag.NUMBER_OF_FRAMES, "IS", "2");
        image.header(Tag.PER_FRAME_GROUPS, "SQ", UNDEFINED);
        for (String width : List.of("101", "11")) {
            image.header(Tag.ITEM, "", UNDEFINED)
                    .header(0x00289132, "SQ", UNDEFINED)
                    .header(Tag.ITEM, "", UNDEFINED)
                    .text(Tag.WINDOW_CENTER, "DS", "50.5")
                    .text(Tag.WINDOW_WIDTH, "DS", width)
                    .header(Tag.ITEM_END, "", 0)
                    .header(Tag.SEQUENCE_END, "", 0)
                    .header(Tag.ITEM_END, "", 0);
        }
        image.header(Tag.SEQUENCE_END, "", 0);
        byte[] file = image.pixels16(20, 60, 0, 0).file();
        assertThat(shown(file)).containsExactly(51, 153);
        assertThat(((Decoded) decode(file)).frames()).isEqualTo(2);
    }

    @Test
    void shouldReadRleSegmentsMostSignificantFirst() throws RefusedException {
        // Two segments: high bytes as a run of four 0x01, low bytes as a literal 5 6 7 8.
        byte[] high = {(byte) -3, 1};
        byte[] low = {3, 5, 6, 7, 8};
        byte[] file = DicomWriter.image(RLE, "MONOCHROME2", 2, 2, 1, 16)
                .fragments(rle(high, low))
                .file();
        assertThat(stored(file)).containsExactly(0x105, 0x106, 0x107, 0x108);
    }

    @Test
    void shouldReadOnlyTheFirstFrame() throws RefusedException {
        byte[] first = rle(new byte[] {1, 5, 6});
        byte[] second = rle(new byte[] {1, 7, 8});
        byte[] file = DicomWriter.image(RLE, "MONOCHROME2", 1, 2, 1, 8)
                .text(Tag.NUMBER_OF_FRAMES, "IS", "2")
                .fragments(first, second)
                .file();
        assertThat(stored(file)).containsExactly(5, 6);
        assertThat(((Decoded) decode(file)).frames()).isEqualTo(2);
    }

    @Test
    void shouldReadGrayJpegThroughFragments() throws IOException, RefusedException {
        byte[] jpeg = jpeg(BufferedImage.TYPE_BYTE_GRAY, 16, 8, 0x505050);
        byte[] one = Arrays.copyOf(jpeg, 100);
        byte[] two = Arrays.copyOfRange(jpeg, 100, jpeg.length + jpeg.length % 2);
        byte[] file = DicomWriter.image(JPEG, "MONOCHROME2", 8, 16, 1, 8)
                .fragments(one, two)
                .file();
        assertThat(stored(file)).hasSize(128).containsOnly(0x50);
    }

    @Test
    void shouldShowPaletteColours() {
        DicomWriter image = DicomWriter.image(EXPLICIT, "PALETTE COLOR", 1, 4, 1, 8);
        for (int c = 0; c < 3; c++) {
            image.us(Tag.RED_DESCRIPTOR + c, 2, 10, 16);
        }
        image.element(Tag.RED_DATA, "OW", new byte[] {0, 1, 0, (byte) 0xff});
        image.element(Tag.RED_DATA + 1, "OW", new byte[] {0, 2, 0, (byte) 0xfe});
        image.element(Tag.RED_DATA + 2, "OW", new byte[] {0, 3, 0, (byte) 0xfd});
        // Below the first mapped value, the two entries, above the last.
        assertThat(shown(image.pixels8(0, 10, 11, 200).file()))
                .containsExactly(1, 2, 3, 1, 2, 3, 255, 254, 253, 255, 254, 253);
    }

    @Test
    void shouldInterleavePlanes() {
        byte[] file = DicomWriter.image(EXPLICIT, "RGB", 1, 2, 3, 8)
                .us(Tag.PLANAR_CONFIGURATION, 1)
                .pixels8(1, 2, 3, 4, 5, 6)
                .file();
        assertThat(shown(file)).containsExactly(1, 3, 5, 2, 4, 6);
    }

    @Test
    void shouldConvertFullRangeYbr() {
        // ITU-R BT.601: white, and red as JFIF has it.
        byte[] file = DicomWriter.image(EXPLICIT, "YBR_FULL", 1, 2, 3, 8)
                .pixels8(255, 128, 128, 76, 85, 255)
                .file();
        assertThat(shown(file)).containsExactly(255, 255, 255, 254, 0, 0);
    }

    @Test
    void shouldSpreadSubsampledColour() throws RefusedException {
        byte[] file = DicomWriter.image(EXPLICIT, "YBR_FULL_422", 1, 4, 3, 8)
                .pixels8(1, 2, 100, 200, 3, 4, 101, 201)
                .file();
        assertThat(stored(file)).containsExactly(1, 100, 200, 2, 100, 200, 3, 101, 201, 4, 101, 201);
    }

    @Test
    void shouldReadADataSetWithoutHeader() throws RefusedException {
        for (String syntax : List.of(IMPLICIT, EXPLICIT)) {
            byte[] bare = DicomWriter.image(syntax, "MONOCHROME2", 1, 2, 1, 16)
                    .pixels16(1, 2)
                    .dataset();
            assertThat(ImageDecoders.standard().formatOf(bare)).hasValue("DICOM");
            assertThat(stored(bare)).as(syntax).containsExactly(1, 2);
        }
    }

    @Test
    void shouldSkipSequencesOfAnyKind() throws RefusedException {
        for (String syntax : List.of(IMPLICIT, EXPLICIT, BIG_ENDIAN)) {
            byte[] icon = new byte[] {9, 9};
            DicomWriter image = DicomWriter.image(syntax, "MONOCHROME2", 1, 2, 1, 16)
                    .header(0x00880200, "SQ", UNDEFINED)
                    .header(Tag.ITEM, "", UNDEFINED)
                    .us(Tag.ROWS, 99)
                    .fragments(icon)
                    .header(Tag.ITEM_END, "", 0)
                    .header(Tag.SEQUENCE_END, "", 0);
            assertThat(stored(image.pixels16(1, 2).file())).as(syntax).containsExactly(1, 2);
        }
    }

    private static DecodeResult decode(byte[] file) {
        return ImageDecoders.standard().decode(file, LIMITS);
    }

    private static int[] stored(byte[] file) throws RefusedException {
        return PixelData.of(DicomFile.parse(file, LIMITS), LIMITS).values();
    }

    private static int[] shown(byte[] file) {
        DecodeResult result = decode(file);
        assertThat(result).isInstanceOf(Decoded.class);
        byte[] pixels = ((Decoded) result).raster().pixels();
        int[] shown = new int[pixels.length];
        for (int i = 0; i < shown.length; i++) {
            shown[i] = pixels[i] & 0xff;
        }
        return shown;
    }
}
