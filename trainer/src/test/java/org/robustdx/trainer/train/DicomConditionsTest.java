package org.robustdx.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.image.DicomAttribute;
import org.robustdx.inference.model.DicomScope;

class DicomConditionsTest {
    private static final Optional<DicomScope> USUAL = Optional.of(new DicomScope(
            Map.of(DicomAttribute.MODALITY, List.of("CR", "DX"), DicomAttribute.BODY_PART, List.of("CHEST")),
            Set.of()));

    private static String changed(String... changes) {
        return DicomConditions.changed(USUAL, List.of(changes))
                .map(DicomScope::toJson)
                .orElse("");
    }

    @Test
    void shouldLeaveTheUsualConditionsWithoutAChange() {
        assertThat(DicomConditions.changed(USUAL, List.of())).isEqualTo(USUAL);
    }

    @Test
    void shouldReplaceAddAndRemoveConditions() {
        assertThat(changed("modality=dx, rf", "view_position=PA", "body_part=any"))
                .isEqualTo("{\"dicom\":{\"modality\":[\"DX\",\"RF\"],\"view_position\":[\"PA\"]}}");
        assertThat(changed("required=modality,body_part"))
                .endsWith("\"body_part\":[\"CHEST\"],\"required\":[\"modality\",\"body_part\"]}}");
        assertThat(changed("none")).isEmpty();
        assertThat(changed("none", "modality=US")).isEqualTo("{\"dicom\":{\"modality\":[\"US\"]}}");
        assertThat(changed("modality=any", "body_part=any")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "modality",
                "colour=red",
                "=DX",
                "modality=",
                "modality=DX,",
                "required=colour",
                "modality=DX,DX"
            })
    void shouldSayWhichChangesItUnderstands(String change) {
        assertThatIllegalArgumentException().isThrownBy(() -> changed(change)).withMessageContaining("(expected: ");
    }
}
