package org.robustdx.inference.image.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.robustdx.inference.image.DicomAttribute.BODY_PART;
import static org.robustdx.inference.image.DicomAttribute.MODALITY;
import static org.robustdx.inference.image.DicomAttribute.PHOTOMETRIC_INTERPRETATION;
import static org.robustdx.inference.image.DicomAttribute.VIEW_POSITION;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.RealImages;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.DicomAttribute;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.formats.ImageDecoders;

class DicomAttributesTest {
    private static Map<DicomAttribute, String> attributes(byte[] content) {
        return ((Decoded) ImageDecoders.standard().decode(content, DecodeLimits.ofDefaults())).attributes();
    }

    @ParameterizedTest
    @ValueSource(strings = {DicomWriter.IMPLICIT, DicomWriter.EXPLICIT, DicomWriter.BIG_ENDIAN, DicomWriter.DEFLATED})
    void shouldExposeWhatAnImageSaysOfItsKindInEveryEncoding(String syntax) {
        byte[] image = DicomSamples.gray(
                syntax,
                4,
                50,
                Map.of(
                        MODALITY, "DX",
                        BODY_PART, "CHEST",
                        VIEW_POSITION, "PA",
                        PHOTOMETRIC_INTERPRETATION, "MONOCHROME1"));
        assertThat(attributes(image))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        MODALITY, "DX",
                        BODY_PART, "CHEST",
                        VIEW_POSITION, "PA",
                        PHOTOMETRIC_INTERPRETATION, "MONOCHROME1"));
    }

    @Test
    void shouldCompareInUpperCaseWithoutSpacesAndLeaveEmptyValuesOut() {
        byte[] image = DicomSamples.gray(4, 50, Map.of(MODALITY, " cr", BODY_PART, "Chest ", VIEW_POSITION, "  "));
        assertThat(attributes(image))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(MODALITY, "CR", BODY_PART, "CHEST", PHOTOMETRIC_INTERPRETATION, "MONOCHROME2"));
    }

    @Test
    void shouldHaveNoAttributesInOtherFormats() {
        assertThat(attributes(new Raster(2, 1, 1, new byte[] {1, 2}).toPng())).isEmpty();
    }

    /** A value of a million characters is cut: it is a mismatch, and costs nothing. */
    @Test
    void shouldCutLongValues() {
        DicomWriter writer = new DicomWriter(DicomWriter.IMPLICIT)
                .text(Tag.MODALITY, "CS", "X".repeat(1_000_000))
                .us(Tag.SAMPLES_PER_PIXEL, 1)
                .text(Tag.PHOTOMETRIC_INTERPRETATION, "CS", "MONOCHROME2")
                .us(Tag.ROWS, 1)
                .us(Tag.COLUMNS, 2)
                .us(Tag.BITS_ALLOCATED, 8);
        assertThat(attributes(writer.pixels8(1, 2).file()).get(MODALITY)).hasSize(1024);
    }

    @Test
    void shouldReadTheAttributesOfRealFiles() throws Exception {
        Map<String, String> modalities = new java.util.TreeMap<>();
        for (Path file : RealImages.files("dicom")) {
            if (ImageDecoders.standard().decode(Files.readAllBytes(file), DecodeLimits.ofDefaults())
                    instanceof Decoded decoded) {
                modalities.put(
                        String.valueOf(file.getFileName()),
                        decoded.attributes().getOrDefault(MODALITY, "") + " "
                                + decoded.attributes().getOrDefault(BODY_PART, "") + " "
                                + decoded.attributes().get(PHOTOMETRIC_INTERPRETATION));
            }
        }
        assertThat(modalities)
                .containsEntry("CT_small.dcm", "CT  MONOCHROME2")
                .containsEntry("MR_small_bigendian.dcm", "MR  MONOCHROME2");
    }
}
