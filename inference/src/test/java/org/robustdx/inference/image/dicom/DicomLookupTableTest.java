package org.robustdx.inference.image.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.DecodeResult.Refused;

/** Modality and VOI lookup tables (PS3.3, C.11.1 and C.11.2) of gray images. */
class DicomLookupTableTest {
    @ParameterizedTest
    @ValueSource(strings = {DicomWriter.EXPLICIT, DicomWriter.IMPLICIT, DicomWriter.BIG_ENDIAN})
    void shouldShowWhatTheFirstVoiTableSays(String syntax) {
        DicomWriter inner = table(syntax, new int[] {4, 10, 10}, 0, 341, 682, 1023);
        DicomWriter other = table(syntax, new int[] {4, 10, 10}, 9, 9, 9, 9);
        byte[] file = image(syntax)
                .element(Tag.VOI_LUT, "SQ", items(syntax, inner, other))
                .pixels16(5, 10, 11, 12, 13, 99)
                .file();
        assertThat(shown(file)).containsExactly(0, 0, 85, 170, 255, 255);
    }

    @Test
    void shouldPreferTheWindow() {
        String syntax = DicomWriter.EXPLICIT;
        byte[] file = image(syntax)
                .text(Tag.WINDOW_CENTER, "DS", "50")
                .text(Tag.WINDOW_WIDTH, "DS", "1")
                .element(Tag.VOI_LUT, "SQ", items(syntax, table(syntax, new int[] {2, 10, 10}, 0, 1023)))
                .pixels16(5, 10, 11, 12, 13, 99)
                .file();
        assertThat(shown(file)).containsExactly(0, 0, 0, 0, 0, 255);
    }

    @Test
    void shouldApplyTheModalityTableBeforeTheRange() {
        String syntax = DicomWriter.EXPLICIT;
        byte[] file = image(syntax)
                .element(Tag.MODALITY_LUT, "SQ", items(syntax, table(syntax, new int[] {4, 10, 16}, 500, 400, 300, 0)))
                .pixels16(5, 10, 11, 12, 13, 99)
                .file();
        assertThat(shown(file)).containsExactly(255, 255, 204, 153, 0, 0);
    }

    @Test
    void shouldRefuseATableThatIsShorterThanItsDescriptor() {
        String syntax = DicomWriter.EXPLICIT;
        byte[] file = image(syntax)
                .element(Tag.VOI_LUT, "SQ", items(syntax, table(syntax, new int[] {400, 10, 10}, 0, 341, 682, 1023)))
                .pixels16(5, 10, 11, 12, 13, 99)
                .file();
        assertThat(new DicomDecoder().decode(file, DecodeLimits.ofDefaults()))
                .isEqualTo(new Refused(
                        Reason.CORRUPT, "DICOM: lookup table (0028,3010) has 8 bytes for 400 entries of 10 bits"));
    }

    private static DicomWriter image(String syntax) {
        return DicomWriter.image(syntax, "MONOCHROME2", 1, 6, 1, 16);
    }

    private static DicomWriter table(String syntax, int[] descriptor, int... entries) {
        return new DicomWriter(syntax).us(Tag.LUT_DESCRIPTOR, descriptor).us(Tag.LUT_DATA, entries);
    }

    private static byte[] items(String syntax, DicomWriter... items) {
        DicomWriter sequence = new DicomWriter(syntax);
        for (DicomWriter item : items) {
            sequence.header(Tag.ITEM, "", item.dataset().length).raw(item.dataset());
        }
        return sequence.dataset();
    }

    private static int[] shown(byte[] file) {
        byte[] pixels = ((Decoded) new DicomDecoder().decode(file, DecodeLimits.ofDefaults()))
                .raster()
                .pixels();
        int[] values = new int[pixels.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = pixels[i] & 0xff;
        }
        return values;
    }
}
