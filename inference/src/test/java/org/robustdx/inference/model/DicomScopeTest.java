package org.robustdx.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.robustdx.inference.image.DicomAttribute.BODY_PART;
import static org.robustdx.inference.image.DicomAttribute.MODALITY;
import static org.robustdx.inference.image.DicomAttribute.PHOTOMETRIC_INTERPRETATION;
import static org.robustdx.inference.image.DicomAttribute.VIEW_POSITION;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.robustdx.inference.image.DicomAttribute;

class DicomScopeTest {
    private static final DicomScope CHEST = new DicomScope(
            Map.of(
                    MODALITY, List.of("CR", "DX"),
                    BODY_PART, List.of("CHEST"),
                    VIEW_POSITION, List.of("AP", "PA"),
                    PHOTOMETRIC_INTERPRETATION, List.of("MONOCHROME1", "MONOCHROME2")),
            Set.of());

    private static Optional<DicomAttribute> mismatch(DicomScope scope, Map<DicomAttribute, String> attributes) {
        return scope.mismatch(attributes).map(DicomMismatch::attribute);
    }

    @Test
    void shouldKeepTheConditionsThroughTheFile() throws InvalidModelException {
        assertThat(CHEST.toJson())
                .isEqualTo("{\"dicom\":{\"modality\":[\"CR\",\"DX\"],\"body_part\":[\"CHEST\"],"
                        + "\"view_position\":[\"AP\",\"PA\"],"
                        + "\"photometric_interpretation\":[\"MONOCHROME1\",\"MONOCHROME2\"]}}");
        DicomScope strict = new DicomScope(CHEST.allowed(), Set.of(MODALITY, BODY_PART));
        assertThat(DicomScope.parse(CHEST.toJson())).contains(CHEST);
        assertThat(DicomScope.parse(strict.toJson())).contains(strict);
    }

    @Test
    void shouldHaveNoConditionsInAnEntryWithoutDicom() throws InvalidModelException {
        assertThat(DicomScope.parse("{}")).isEmpty();
        assertThat(DicomScope.parse("{\"other\": 1}")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "[] | metadata scope: ARRAY (expected: a JSON object)",
                "{\"dicom\": 7} | metadata scope.dicom: NUMBER (expected: a JSON object)",
                "{\"dicom\": {}} | metadata scope.dicom: no condition (expected: at least one of modality, body_part,",
                "{\"dicom\": {\"laterality\": [\"L\"]}} | metadata scope.dicom: laterality (expected: modality,"
                        + " body_part,",
                "{\"dicom\": {\"modality\": []}} | metadata scope.dicom.modality: [] (expected:",
                "{\"dicom\": {\"modality\": \"DX\"}} | metadata scope.dicom.modality: \"DX\" (expected:",
                "{\"dicom\": {\"modality\": [\"dx\"]}} | metadata scope.dicom.modality: [dx] (expected:",
                "{\"dicom\": {\"modality\": [\"ABCDEFGHIJKLMNOPQ\"]}} | metadata scope.dicom.modality:"
                        + " [ABCDEFGHIJKLMNOPQ] (expected:",
                "{\"dicom\": {\"required\": [\"x\"]}} | metadata scope.dicom: x (expected: modality,",
                "{ | metadata scope is not JSON:"
            })
    void shouldNameWhatIsWrongWithTheEntry(String json, String message) {
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> DicomScope.parse(json))
                .withMessageStartingWith(message);
    }

    @Test
    void shouldRejectAScopeWithoutConditions() {
        assertThatIllegalArgumentException().isThrownBy(() -> new DicomScope(Map.of(), Set.of()));
    }

    @Test
    void shouldMatchByEveryAttributeThatTheImageHas() {
        Map<DicomAttribute, String> chest = Map.of(
                MODALITY, "DX", BODY_PART, "CHEST", VIEW_POSITION, "PA", PHOTOMETRIC_INTERPRETATION, "MONOCHROME1");
        assertThat(mismatch(CHEST, chest)).isEmpty();
        for (Map.Entry<DicomAttribute, String> other : Map.of(
                        MODALITY, "CT",
                        BODY_PART, "KNEE",
                        VIEW_POSITION, "LL",
                        PHOTOMETRIC_INTERPRETATION, "RGB")
                .entrySet()) {
            Map<DicomAttribute, String> changed = new java.util.HashMap<>(chest);
            changed.put(other.getKey(), other.getValue());
            assertThat(mismatch(CHEST, changed)).contains(other.getKey());
        }
    }

    @Test
    void shouldTakeAMissingAttributeForAMismatchOnlyWhereItIsRequired() {
        Map<DicomAttribute, String> bare = Map.of(PHOTOMETRIC_INTERPRETATION, "MONOCHROME2");
        DicomScope strict = new DicomScope(CHEST.allowed(), Set.of(BODY_PART));
        assertThat(mismatch(CHEST, bare)).isEmpty();
        assertThat(mismatch(strict, bare)).contains(BODY_PART);
        assertThat(strict.mismatch(bare).orElseThrow().message())
                .isEqualTo("Body Part Examined (0018,0015): missing (expected: CHEST)");
    }

    @Test
    void shouldAllowEveryValueOfAnAttributeThatIsOnlyRequired() {
        DicomScope stated = new DicomScope(Map.of(), Set.of(MODALITY));
        assertThat(mismatch(stated, Map.of(MODALITY, "US"))).isEmpty();
        assertThat(stated.mismatch(Map.of(BODY_PART, "CHEST")).orElseThrow().message())
                .isEqualTo("Modality (0008,0060): missing (expected: a value)");
    }

    @Test
    void shouldMatchImagesOfOtherFormatsAlsoWhereAttributesAreRequired() {
        assertThat(mismatch(new DicomScope(CHEST.allowed(), Set.of(MODALITY)), Map.of()))
                .isEmpty();
    }

    @Test
    void shouldRepeatTermsOfTheStandardInMessagesAndNothingElse() {
        assertThat(CHEST.mismatch(Map.of(MODALITY, "CT")).orElseThrow().message())
                .isEqualTo("Modality (0008,0060): CT (expected: CR or DX)");
        assertThat(CHEST.mismatch(Map.of(BODY_PART, "JOHN SMITH")).orElseThrow())
                .satisfies(mismatch -> assertThat(mismatch.toString()).doesNotContain("SMITH"))
                .extracting(DicomMismatch::message)
                .isEqualTo("Body Part Examined (0018,0015): another value (expected: CHEST)");
    }
}
