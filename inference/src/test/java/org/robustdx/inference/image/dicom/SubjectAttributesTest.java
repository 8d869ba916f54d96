package org.robustdx.inference.image.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.image.DecodeLimits;

class SubjectAttributesTest {
    private static DicomWriter writer() {
        return new DicomWriter(DicomWriter.EXPLICIT)
                .text(0x00080060, "CS", "DX")
                .text(0x00080070, "LO", "Maker")
                .text(0x00081090, "LO", "Model 1")
                .text(0x00100010, "PN", "Secret^Name")
                .text(0x00100020, "LO", "secret-id")
                .text(0x00100040, "CS", "F")
                .text(0x00101010, "AS", "045Y");
    }

    @Test
    void sexAgeAndDeviceAreReadAndNothingElse() {
        assertThat(SubjectAttributes.of(writer().file(), DecodeLimits.ofDefaults()))
                .containsEntry("sex", "female")
                .containsEntry("age", "045Y")
                .containsEntry("device", "Model 1")
                .hasSize(3);
    }

    @Test
    void manufacturerStandsForAMissingModel() {
        byte[] file = new DicomWriter(DicomWriter.EXPLICIT)
                .text(0x00080070, "LO", "Maker")
                .text(0x00100040, "CS", "X")
                .file();

        assertThat(SubjectAttributes.of(file, DecodeLimits.ofDefaults()))
                .containsEntry("device", "Maker")
                .hasSize(1);
    }

    @Test
    void whatIsNoDicomFileOrDamagedHasNone() {
        byte[] whole = writer().file();

        assertThat(SubjectAttributes.of(new byte[] {1, 2, 3}, DecodeLimits.ofDefaults()))
                .isEmpty();
        assertThat(SubjectAttributes.of(Arrays.copyOf(whole, whole.length - 3), DecodeLimits.ofDefaults()))
                .isEmpty();
    }

    @Test
    void decodingNotesNoAttributeOfThePatient() throws Exception {
        DicomFile served = DicomFile.parse(writer().file(), DecodeLimits.ofDefaults());

        assertThat(served.has(0x00100010)).isFalse();
        assertThat(served.has(0x00100040)).isFalse();
    }
}
