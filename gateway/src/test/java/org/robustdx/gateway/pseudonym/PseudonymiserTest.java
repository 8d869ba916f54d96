package org.robustdx.gateway.pseudonym;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.robustdx.gateway.Instances;
import org.robustdx.gateway.dicom.Bytes;
import org.robustdx.gateway.dicom.DataSet;
import org.robustdx.gateway.dicom.DicomException;
import org.robustdx.gateway.dicom.DicomObject;
import org.robustdx.gateway.dicom.Element;
import org.robustdx.gateway.dicom.Tags;

class PseudonymiserTest {
    private static final long MAX = 1 << 20;

    private final Pseudonyms pseudonyms = new Pseudonyms(GatewayKey.of(new byte[32]));
    private final Pseudonymiser pseudonymiser = new Pseudonymiser(pseudonyms, false);

    private byte[] rewritten(DataSet data) throws DicomException {
        return pseudonymiser.rewrite(Pseudonymiser.parse(Instances.file(data), MAX));
    }

    @Test
    void shouldLeaveNoIdentifier() throws DicomException {
        String text = new String(rewritten(Instances.dataSet(1)), StandardCharsets.ISO_8859_1);
        assertThat(text)
                .doesNotContain(Instances.SECRETS)
                .doesNotContain(Instances.study(1))
                .doesNotContain("20260102");
    }

    @Test
    void shouldLeaveNoIdentifierOfAnImplicitFileInSequencesThatItDoesNotKnow() throws DicomException {
        DataSet data = Instances.dataSet(1)
                .put(0x00401111, List.of(new DataSet().put(Tags.PATIENT_NAME, "PN", "DOE^JANE")))
                .put(0x00283010, List.of(new DataSet().put(Tags.PATIENT_NAME, "PN", "DOE^JANE")));
        byte[] file = org.robustdx.gateway.dicom.DicomWriter.write(new DicomObject("1.2.840.10008.1.2", data));
        byte[] clean = pseudonymiser.rewrite(Pseudonymiser.parse(file, MAX));
        assertThat(new String(clean, StandardCharsets.ISO_8859_1)).doesNotContain(Instances.SECRETS);
    }

    @Test
    void shouldKeepWhatDescribesThePixels() throws DicomException {
        DataSet original = Instances.dataSet(1);
        DataSet clean = Pseudonymiser.parse(rewritten(original), MAX).data();
        for (int tag : List.of(Tags.MODALITY, Tags.BODY_PART, 0x00185101, 0x00280004, Tags.SOP_CLASS, 0x00280010)) {
            assertThat(clean.text(tag)).isEqualTo(original.text(tag)).isNotEmpty();
        }
        assertThat(((Element.Value) clean.get(Tags.PIXEL_DATA).orElseThrow())
                        .bytes()
                        .latin1())
                .isEqualTo(((Element.Value) original.get(Tags.PIXEL_DATA).orElseThrow())
                        .bytes()
                        .latin1());
        assertThat(clean.text(Tags.IDENTITY_REMOVED)).isEqualTo("YES");
    }

    @Test
    void shouldReplaceIdentifiersByTheSamePseudonymsEachTime() throws DicomException {
        DataSet clean =
                Pseudonymiser.parse(rewritten(Instances.dataSet(1)), MAX).data();
        assertThat(clean.text(Tags.SOP_INSTANCE)).isEqualTo(pseudonyms.uid(Instances.sop(1)));
        assertThat(clean.text(Tags.STUDY_INSTANCE)).isEqualTo(pseudonyms.uid(Instances.study(1)));
        assertThat(clean.text(Tags.PATIENT_ID)).isEqualTo(pseudonyms.text("id", "PID-4711"));
        assertThat(clean.text(Tags.PATIENT_NAME)).isEmpty();
        assertThat(rewritten(Instances.dataSet(1))).isEqualTo(rewritten(Instances.dataSet(1)));
    }

    @Test
    void shouldGiveOtherPseudonymsWithAnotherKey() {
        byte[] secret = new byte[32];
        secret[0] = 1;
        assertThat(new Pseudonyms(GatewayKey.of(secret)).uid("1.2.3"))
                .isNotEqualTo(pseudonyms.uid("1.2.3"))
                .matches("2\\.25\\.\\d{1,39}");
    }

    @Test
    void shouldRemoveTextFromAttributesForCodesAndNumbers() throws DicomException {
        DataSet data = Instances.dataSet(1)
                .put(Tags.BODY_PART, "CS", "Doe, Jane")
                .put(0x00281050, "DS", "Doe")
                .put(new Element.Value(0x00280120, "LO", Bytes.of("DOE^JANE01".getBytes(StandardCharsets.US_ASCII))));
        DataSet clean = Pseudonymiser.parse(rewritten(data), MAX).data();
        assertThat(clean.get(Tags.BODY_PART)).isEmpty();
        assertThat(clean.get(0x00281050)).isEmpty();
        assertThat(clean.get(0x00280120)).isEmpty();
    }

    @Test
    void shouldHonourTheFlagOfBurnedInAnnotations() {
        DataSet burned = Instances.dataSet(1).put(Tags.BURNED_IN_ANNOTATION, "CS", "YES");
        assertThat(pseudonymiser.refusesBurnedIn(burned)).isTrue();
        assertThat(pseudonymiser.refusesBurnedIn(Instances.dataSet(1))).isFalse();
        assertThat(new Pseudonymiser(pseudonyms, true).refusesBurnedIn(burned)).isFalse();
    }

    @Test
    void shouldKeepNoAttributeThatTheBasicProfileRemovesOrReplaces() {
        assertThat(TagTable.standard().rows()).hasSizeGreaterThan(100).allSatisfy(row -> assertThat(
                        row.treatment() == Treatment.KEEP)
                .as(row.name())
                .isEqualTo(row.treatment() == Treatment.KEEP && row.profile().equals("-")));
    }
}
