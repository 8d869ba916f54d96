package org.robustdx.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TaskTest {
    @Test
    void namesAreThoseOfTheCommandLine() {
        assertThat(Arrays.stream(Task.values()).map(Task::id)).containsExactly("chest-xray", "skin", "phantom");
        for (Task task : Task.values()) {
            assertThat(Task.of(task.id())).isSameAs(task);
        }
    }

    @Test
    void shouldNameTheTasksThereAre() {
        assertThatThrownBy(() -> Task.of("Skin"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("task: Skin (expected: one of chest-xray, skin, phantom)");
    }

    @Test
    void shouldWriteTheConditionsOnDicomImagesOfEachTask() {
        assertThat(Task.CHEST_XRAY.dicomScope().orElseThrow().toJson())
                .isEqualTo("{\"dicom\":{\"modality\":[\"CR\",\"DX\"],\"body_part\":[\"CHEST\"],"
                        + "\"view_position\":[\"AP\",\"PA\"],"
                        + "\"photometric_interpretation\":[\"MONOCHROME1\",\"MONOCHROME2\"]}}");
        assertThat(Task.SKIN.dicomScope().orElseThrow().toJson())
                .isEqualTo("{\"dicom\":{\"modality\":[\"DMS\",\"XC\"],\"photometric_interpretation\":"
                        + "[\"RGB\",\"YBR_FULL\",\"YBR_FULL_422\",\"YBR_ICT\",\"YBR_RCT\"]}}");
        assertThat(Task.PHANTOM.dicomScope()).isEmpty();
    }

    @Test
    void xRaysAreGrayAndStayUpright() {
        assertThat(Task.CHEST_XRAY.channels()).isEqualTo(1);
        assertThat(Task.SKIN.channels()).isEqualTo(3);
        assertThat(Task.CHEST_XRAY.augmentation()).isNotEqualTo(Task.SKIN.augmentation());
    }
}
